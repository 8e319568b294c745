/// The times of a partition's records that the watermark follows. Times are in milliseconds.
///
/// A record ahead of the clock counts when the clock reaches it. If it moved the watermark at once, correct records would be
/// late; if it never did, a producer whose clock is ahead would keep every window open.
struct RecordTimes: Sendable, Equatable {
  /// The greatest time that the clock has reached; nil before the first record.
  private(set) var newest: Int64?
  /// The times that the clock has not reached, ascending; only the greatest of each slice of time is kept.
  private var ahead: [Int64] = []

  /// The most slices that `maxAhead` is divided into, which bounds the memory.
  private static let mostSlices: Int64 = 256
  /// The shortest slice, in milliseconds.
  private static let shortestSlice: Int64 = 100

  /// Adds the time of a record that the clock has reached.
  @inline(__always)
  mutating func reach(_ time: Int64) { if time > newest ?? .min { newest = time } }

  /// Adds the time of a record that is ahead of the clock.
  mutating func wait(for time: Int64, by policy: WatermarkPolicy) {
    let slice = max(Self.shortestSlice, policy.maxAhead / Self.mostSlices)
    // Times mostly increase, so this is nearly always the last index.
    let index = ahead.lastIndex { $0 / slice <= time / slice }
    if let index, ahead[index] / slice == time / slice {
      ahead[index] = max(ahead[index], time)
    } else {
      ahead.insert(time, at: index.map { $0 + 1 } ?? 0)
    }
  }

  /// Moves the times that the clock has reached to `newest`.
  mutating func advance(to now: Int64, by policy: WatermarkPolicy) {
    let reached = ahead.prefix { $0 <= now + policy.maxOutOfOrder }
    guard let last = reached.last else { return }
    reach(last)
    ahead.removeFirst(reached.count)
  }

  /// How long until the clock reaches the next time; nil: there is none.
  func nextReached(by policy: WatermarkPolicy, at now: Int64) -> Int64? {
    ahead.first.map { max($0 - policy.maxOutOfOrder - now, 1) }
  }
}
