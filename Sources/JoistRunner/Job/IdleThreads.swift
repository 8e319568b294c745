/// Which threads sleep for want of work, and until when; decides whom to wake, so that nobody is woken for nothing.
struct IdleThreads: Sendable {
  private enum Thread: Sendable, Equatable {
    case awake
    /// Sleeps until it is woken, or until a processing time in milliseconds.
    case asleep(until: Int64?)
  }

  private var threads: [Thread]

  init(threads: Int) { self.threads = Array(repeating: .awake, count: threads) }

  /// How many sleep.
  var count: Int { threads.lazy.filter { $0 != .awake }.count }

  /// A thread goes to sleep; it wakes by itself only if none does earlier. Gives the time at which it does.
  mutating func sleep(_ thread: Int, until time: Int64?) -> Int64? {
    let own = isWatched(time) ? nil : time
    threads[thread] = .asleep(until: own)
    return own
  }

  /// A thread is awake.
  mutating func wake(_ thread: Int) { threads[thread] = .awake }

  /// Chooses the thread to wake for work: one that watches no time, else the one that does; nil: all are awake.
  mutating func chooseForWork() -> Int? {
    let chosen = threads.firstIndex(of: .asleep(until: nil)) ?? threads.firstIndex { $0 != .awake }
    if let chosen { threads[chosen] = .awake }
    return chosen
  }

  /// Chooses a thread to wake so that it goes to sleep until an earlier time; nil: none needs to.
  mutating func chooseToWatch(_ time: Int64?) -> Int? { isWatched(time) ? nil : chooseForWork() }

  /// Whether some thread wakes by itself at a time or before; of no time, always.
  private func isWatched(_ time: Int64?) -> Bool {
    guard let time else { return true }
    return threads.contains {
      if case .asleep(let own?) = $0 { own <= time } else { false }
    }
  }
}
