import JoistPlan

/// Notices threads that work on the same elements for too long; names each once.
struct Watchdog: Sendable {
  /// Something that took too long.
  struct Finding: Equatable {
    /// What it is.
    var observation: ThreadActivity.Observation
    /// For how long it has been seen, in nanoseconds.
    var duration: Int64
  }

  /// How long is too long, in nanoseconds.
  let limit: Int64
  /// What each thread was last seen to work on, since when it was the same, and whether that has been named.
  private var seen: [(observation: ThreadActivity.Observation, since: Int64, isNamed: Bool)?]

  init(limit: Int64, threads: Int) {
    self.limit = limit
    seen = Array(repeating: nil, count: threads)
  }

  /// How long until the next look, in nanoseconds: something is named at most a quarter of the limit late.
  var interval: Int64 { min(max(1_000_000, limit / 4), 10_000_000_000) }

  /// Looks at what the threads do at a monotonic time, and gives what has taken too long since the last look.
  mutating func look(_ observations: [ThreadActivity.Observation?], at time: Int64) -> [Finding] {
    var findings: [Finding] = []
    for (thread, observation) in observations.enumerated() {
      guard let observation else {
        seen[thread] = nil
        continue
      }
      guard let before = seen[thread], before.observation == observation else {
        // A bundle that is seen for the first time: its first elements may be as old as itself.
        let isNew = seen[thread]?.observation.since != observation.since
        seen[thread] = (observation, isNew && observation.step == nil ? observation.since : time, false)
        continue
      }
      if !before.isNamed && time - before.since >= limit {
        findings.append(Finding(observation: observation, duration: time - before.since))
        seen[thread]?.isNamed = true
      }
    }
    return findings
  }
}
