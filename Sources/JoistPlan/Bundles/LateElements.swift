/// Counts elements that reached a grouping or stateful step after its input watermark had passed the end of their window, and how late
/// they were.
///
/// Only committed tasks count. An element counts once for each window, and a partial accumulator as the elements for
/// which it stands.
public struct LateElements: Sendable, Hashable {
  /// The number of late elements, whether they were shown in a late pane or dropped.
  public private(set) var count = 0
  /// The number of those that were dropped because their window had expired.
  public private(set) var dropped = 0
  /// The number of elements that were dropped because the trigger of their window had finished. They need not be late.
  public private(set) var refused = 0
  /// The largest distance from the end of an element's window to the input watermark, in milliseconds. Elements that
  /// arrive after the watermark has reached the end of time do not count here.
  public private(set) var largestLatenessMillis: Int64 = 0

  /// Makes the counts of no elements.
  public init() {}

  /// Counts late elements of a window.
  package mutating func add(_ elements: Int, of window: Window, at watermark: Int64, isDropped: Bool) {
    count += elements
    if isDropped { dropped += elements }
    if watermark < EventTime.max {
      largestLatenessMillis = max(largestLatenessMillis, watermark - window.maxTimestamp)
    }
  }

  /// Counts elements whose window's trigger has finished.
  package mutating func refuse(_ elements: Int) { refused += elements }

  /// Adds the counts of another machine or task.
  package mutating func add(_ other: LateElements) {
    count += other.count
    dropped += other.dropped
    refused += other.refused
    largestLatenessMillis = max(largestLatenessMillis, other.largestLatenessMillis)
  }
}
