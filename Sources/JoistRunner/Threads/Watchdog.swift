import JoistPlan

/// Finds threads that work on the same elements for too long. It reports each case once.
struct Watchdog: Sendable {
  /// A thread that has worked on the same elements for too long.
  struct Finding: Equatable {
    var observation: ThreadActivity.Observation
    /// How long the thread has been observed at this work, in nanoseconds.
    var duration: Int64
  }

  /// How long a thread may work on the same elements, in nanoseconds.
  let limit: Int64
  /// The last observation of each thread, since when it has not changed, and whether it has been reported.
  private var seen: [(observation: ThreadActivity.Observation, since: Int64, isReported: Bool)?]

  init(limit: Int64, threads: Int) {
    self.limit = limit
    seen = Array(repeating: nil, count: threads)
  }

  /// The time between two calls of `look`, in nanoseconds, so that a report is at most a quarter of the limit late.
  var interval: Int64 { min(max(1_000_000, limit / 4), 10_000_000_000) }

  /// Compares what the threads do at a monotonic time with the last observations, and returns the new cases.
  mutating func look(_ observations: [ThreadActivity.Observation?], at time: Int64) -> [Finding] {
    var findings: [Finding] = []
    for (thread, observation) in observations.enumerated() {
      guard let observation else {
        seen[thread] = nil
        continue
      }
      guard let before = seen[thread], before.observation == observation else {
        // In a new bundle, the current elements may be as old as the bundle itself.
        let isNew = seen[thread]?.observation.since != observation.since
        seen[thread] = (observation, isNew && observation.step == nil ? observation.since : time, false)
        continue
      }
      if !before.isReported && time - before.since >= limit {
        findings.append(Finding(observation: observation, duration: time - before.since))
        seen[thread]?.isReported = true
      }
    }
    return findings
  }
}
