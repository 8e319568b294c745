import Rows

/// Checks the timestamps that user functions set.
enum ResultTimes {
  /// Stands for a missing timestamp of a result that belongs to no element. It is outside of Beam's range, and unlikely to come
  /// out of a wrong calculation.
  static let none = Int64.min + 1

  /// Checks the timestamps of a batch, and adjusts them as `admit(_:_:)` does.
  /// - Throws: `TimestampOutOfRange`; `MissingTimestamp` if a result that belongs to no element has no timestamp.
  static func check(_ header: Header, _ count: Int) throws {
    guard let times = header.times else {
      if header.time == none { throw MissingTimestamp() }
      return
    }
    guard let index = admit(times, count) else { return }
    if times[index] == none { throw MissingTimestamp() }
    throw TimestampOutOfRange(milliseconds: times[index])
  }

  /// Moves timestamps after the end of the global window to that end, since no window holds a later one.
  /// - Returns: the index of the first timestamp outside of Beam's range; nil if there is none.
  static func admit(_ times: UnsafeMutablePointer<Int64>, _ count: Int) -> Int? {
    let (earliest, last) = (Timestamp.min.milliseconds, Timestamp.endOfGlobalWindow.milliseconds)
    if areAll(times, count, in: earliest...last) { return nil }
    for index in 0..<count {
      guard times[index] >= earliest, times[index] <= Timestamp.max.milliseconds else { return index }
      times[index] = min(times[index], last)
    }
    return nil
  }

  /// Whether all timestamps are in a range, which must lie within Beam's. It has no branch per timestamp, so that it
  /// vectorises.
  static func areAll(_ times: UnsafeMutablePointer<Int64>, _ count: Int, in range: ClosedRange<Int64>) -> Bool {
    let (first, last) = (range.lowerBound, range.upperBound)
    // A timestamp outside of the range makes a difference negative. If one difference overflows, the other is negative.
    var signs: Int64 = 0
    for i in 0..<count { signs |= (times[i] &- first) | (last &- times[i]) }
    return signs >= 0
  }
}

/// A function set a timestamp outside of Beam's range.
public struct TimestampOutOfRange: Error, CustomStringConvertible {
  /// The timestamp, in milliseconds since the Unix epoch.
  public let milliseconds: Int64

  /// The timestamp, the range, and the likely mistake.
  public var description: String {
    """
    the timestamp \(milliseconds) ms is not between \(Timestamp.min.milliseconds) and \(Timestamp.max.milliseconds); is it in \
    a unit other than milliseconds?
    """
  }
}

/// `finishBundle` emitted a result without a timestamp into a windowed collection, so that its window is unknown.
public struct MissingTimestamp: Error, CustomStringConvertible {
  /// What happened, and what to do.
  public var description: String {
    "finishBundle emitted a result without a timestamp, so its window is unknown; use emit(_:at:)"
  }
}
