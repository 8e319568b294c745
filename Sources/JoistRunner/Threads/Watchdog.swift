import JoistPlan

/// Notices threads that work on one thing for too long; names each once.
struct Watchdog: Sendable {
  /// How long is too long, in nanoseconds.
  let limit: Int64
  /// What each thread was last named for.
  private var named: [ThreadActivity.Sight?]

  init(limit: Int64, threads: Int) {
    self.limit = limit
    named = Array(repeating: nil, count: threads)
  }

  /// How long until the next look, in nanoseconds: something is named at most a quarter of the limit late.
  var interval: Int64 { min(max(1_000_000, limit / 4), 10_000_000_000) }

  /// Looks at what the threads do at a monotonic time, and gives what has taken too long since the last look.
  mutating func look(_ sights: [ThreadActivity.Sight?], at time: Int64) -> [ThreadActivity.Sight] {
    var slow: [ThreadActivity.Sight] = []
    for (thread, sight) in sights.enumerated() {
      guard let sight, time - sight.since >= limit, named[thread] != sight else { continue }
      named[thread] = sight
      slow.append(sight)
    }
    return slow
  }
}
