/// The times of a partition's records, as far as the watermark follows them. Times are in milliseconds.
///
/// A record ahead of the clock waits until the clock reaches it: if it moved the watermark at once, correct records would be
/// late. If it never did, a producer whose clock is ahead would keep every window open.
struct RecordTimes: Sendable, Equatable {
  /// The greatest time that the clock has reached; nil before the first.
  private(set) var newest: Int64?
  /// Times that the clock has not reached, ascending: the greatest of each slice of time.
  private var ahead: [Int64] = []

  /// How many slices `maxAhead` is cut into at most: a bound of the memory.
  private static let mostSlices: Int64 = 256
  /// The shortest slice, in milliseconds.
  private static let shortestSlice: Int64 = 100

  /// Takes the time of a record that the clock has reached.
  @inline(__always)
  mutating func reach(_ time: Int64) { if time > newest ?? .min { newest = time } }

  /// Takes the time of a record that is ahead of the clock.
  mutating func wait(for time: Int64, by policy: WatermarkPolicy) {
    let slice = max(Self.shortestSlice, policy.maxAhead / Self.mostSlices)
    // Nearly always the last: times rise.
    let place = ahead.lastIndex { $0 / slice <= time / slice }
    if let place, ahead[place] / slice == time / slice {
      ahead[place] = max(ahead[place], time)
    } else {
      ahead.insert(time, at: place.map { $0 + 1 } ?? 0)
    }
  }

  /// Takes over what the clock has reached.
  mutating func advance(to now: Int64, by policy: WatermarkPolicy) {
    let reached = ahead.prefix { $0 <= now + policy.maxOutOfOrder }
    guard let last = reached.last else { return }
    reach(last)
    ahead.removeFirst(reached.count)
  }

  /// How long it takes until the clock reaches the next time; nil where none waits.
  func nextReached(by policy: WatermarkPolicy, at now: Int64) -> Int64? {
    ahead.first.map { max($0 - policy.maxOutOfOrder - now, 1) }
  }
}
