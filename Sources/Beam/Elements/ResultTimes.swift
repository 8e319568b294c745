import Rows

/// Looks at the timestamps that functions give to elements.
enum ResultTimes {
  /// In place of the timestamp of a result that belongs to no element.
  static let none = Int64.max

  /// Looks whether all timestamps of a batch are within Beam's range.
  /// - Throws: `TimestampOutOfRange`.
  static func check(_ header: Header, _ count: Int) throws {
    guard let times = header.times else { return try check(header.time) }
    if let place = firstWrong(times, count) { try check(times[place]) }
  }

  /// The place of the first timestamp that is not in Beam's range, or nil.
  static func firstWrong(_ times: UnsafeMutablePointer<Int64>, _ count: Int) -> Int? {
    if areAll(times, count, in: Timestamp.min.milliseconds...Timestamp.max.milliseconds) { return nil }
    return (0..<count).first { !isInRange(times[$0]) }
  }

  /// Whether all timestamps are in a range within Beam's: two at a time, without a branch.
  static func areAll(_ times: UnsafeMutablePointer<Int64>, _ count: Int, in range: ClosedRange<Int64>) -> Bool {
    let (first, last) = (range.lowerBound, range.upperBound)
    // The sign of a difference; of timestamps so far out that it is of the wrong one, the other difference is negative.
    var signs: Int64 = 0
    for i in 0..<count { signs |= (times[i] &- first) | (last &- times[i]) }
    return signs >= 0
  }

  private static func check(_ time: Int64) throws {
    if time == none { throw MissingTimestamp() }
    if !isInRange(time) { throw TimestampOutOfRange(milliseconds: time) }
  }

  private static func isInRange(_ time: Int64) -> Bool {
    time >= Timestamp.min.milliseconds && time <= Timestamp.max.milliseconds
  }
}

/// A function gave an element a timestamp that is not in Beam's range.
public struct TimestampOutOfRange: Error, CustomStringConvertible {
  /// The timestamp, in milliseconds since the epoch.
  public let milliseconds: Int64

  /// The timestamp and the range.
  public var description: String {
    """
    the timestamp \(milliseconds) ms is not between \(Timestamp.min.milliseconds) and \(Timestamp.max.milliseconds); is it in \
    another unit than milliseconds?
    """
  }
}

/// `finishBundle` emitted a result without a timestamp into a windowed collection: nobody could say in which window it is.
public struct MissingTimestamp: Error, CustomStringConvertible {
  /// What to do.
  public var description: String {
    "finishBundle emitted without a timestamp, so that the result has no window; use emit(_:at:)"
  }
}
