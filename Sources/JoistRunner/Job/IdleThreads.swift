/// The worker threads that sleep because there is no work. It chooses which thread to wake, so that none wakes needlessly.
struct IdleThreads: Sendable {
  private enum Thread: Sendable, Equatable {
    case awake
    /// Sleeping until woken, or until a processing time in milliseconds.
    case asleep(until: Int64?)
  }

  private var threads: [Thread]

  init(threads: Int) { self.threads = Array(repeating: .awake, count: threads) }

  /// How many threads sleep.
  var count: Int { threads.lazy.filter { $0 != .awake }.count }

  /// Records that a thread goes to sleep. One thread is enough to watch a time.
  /// - Returns: the time at which this thread must wake; nil: another thread already watches that time or an earlier one.
  mutating func sleep(_ thread: Int, until time: Int64?) -> Int64? {
    let own = isWatched(time) ? nil : time
    threads[thread] = .asleep(until: own)
    return own
  }

  /// Records that a thread is awake.
  mutating func wake(_ thread: Int) { threads[thread] = .awake }

  /// Chooses a thread to wake for work, preferably one that watches no time; nil: all are awake.
  mutating func chooseForWork() -> Int? {
    let chosen = threads.firstIndex(of: .asleep(until: nil)) ?? threads.firstIndex { $0 != .awake }
    if let chosen { threads[chosen] = .awake }
    return chosen
  }

  /// Chooses a thread to wake so that it watches a time; nil: a sleeping thread already does.
  mutating func chooseToWatch(_ time: Int64?) -> Int? { isWatched(time) ? nil : chooseForWork() }

  /// Whether some thread wakes by itself at a time or before; true for nil.
  private func isWatched(_ time: Int64?) -> Bool {
    guard let time else { return true }
    return threads.contains {
      if case .asleep(let own?) = $0 { own <= time } else { false }
    }
  }
}
