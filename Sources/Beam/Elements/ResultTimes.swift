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
    var (smallest, largest) = (Int64.max, Int64.min)
    for i in 0..<count {
      smallest = min(smallest, times[i])
      largest = max(largest, times[i])
    }
    if smallest >= Timestamp.min.milliseconds && largest <= Timestamp.max.milliseconds { return nil }
    return (0..<count).first { !isInRange(times[$0]) }
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
