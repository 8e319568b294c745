import JoistPlan

/// Elements that reached a grouping after its input watermark had passed the end of their window: how many, and how late.
///
/// Counted in committed tasks, once for each window; a partial counts as the elements that it stands for.
public struct LateElements: Sendable, Hashable {
  /// How many there were, whether a late pane shows them or they were dropped.
  public private(set) var count = 0
  /// Those among them that were dropped, because their window had expired.
  public private(set) var dropped = 0
  /// The largest distance from the end of an element's window to the input watermark, in milliseconds. Elements that came
  /// after the watermark had reached the end of time do not count here.
  public private(set) var largestLatenessMillis: Int64 = 0

  /// Counts late elements of a window.
  mutating func add(_ elements: Int, of window: Window, at watermark: Int64, isDropped: Bool) {
    count += elements
    if isDropped { dropped += elements }
    if watermark < EventTime.max {
      largestLatenessMillis = max(largestLatenessMillis, watermark - window.maxTimestamp)
    }
  }

  /// Counts what another machine or task has counted.
  mutating func add(_ other: LateElements) {
    count += other.count
    dropped += other.dropped
    largestLatenessMillis = max(largestLatenessMillis, other.largestLatenessMillis)
  }
}
