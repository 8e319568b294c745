import Rows

/// Checks the timestamps that functions give to elements.
enum ResultTimes {
  /// In place of the timestamp of a result that belongs to no element: outside of Beam's range, and not one of the numbers that
  /// a mistake in a calculation gives.
  static let none = Int64.min + 1

  /// Checks the timestamps of a batch, as `admit(_:_:)` does.
  /// - Throws: `TimestampOutOfRange`; `MissingTimestamp` where a result that belongs to no element has none.
  static func check(_ header: Header, _ count: Int, isBetweenElements: Bool) throws {
    guard let times = header.times else {
      if header.time == none { throw MissingTimestamp() }
      return
    }
    guard let index = admit(times, count) else { return }
    if isBetweenElements, times[index] == none { throw MissingTimestamp() }
    throw TimestampOutOfRange(milliseconds: times[index])
  }

  /// Moves timestamps of the last day of time to the end of the global window: no window holds a later one.
  /// - Returns: the index of the first timestamp that is not in Beam's range, or nil.
  static func admit(_ times: UnsafeMutablePointer<Int64>, _ count: Int) -> Int? {
    let (earliest, last) = (Timestamp.min.milliseconds, Timestamp.endOfGlobalWindow.milliseconds)
    if areAll(times, count, in: earliest...last) { return nil }
    for index in 0..<count {
      guard times[index] >= earliest, times[index] <= Timestamp.max.milliseconds else { return index }
      times[index] = min(times[index], last)
    }
    return nil
  }

  /// Whether all timestamps are in a range within Beam's: two at a time, without a branch.
  static func areAll(_ times: UnsafeMutablePointer<Int64>, _ count: Int, in range: ClosedRange<Int64>) -> Bool {
    let (first, last) = (range.lowerBound, range.upperBound)
    // The sign of a difference; of timestamps so far out that it is of the wrong one, the other difference is negative.
    var signs: Int64 = 0
    for i in 0..<count { signs |= (times[i] &- first) | (last &- times[i]) }
    return signs >= 0
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
