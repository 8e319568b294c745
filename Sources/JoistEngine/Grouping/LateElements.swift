import JoistPlan

/// Elements that reached a grouping after its input watermark had passed the end of their window: how many, and how late.
///
/// Counted in committed tasks; a partial counts as the elements that it stands for.
public struct LateElements: Sendable, Hashable {
  /// How many there were, whether a late pane shows them or they were dropped.
  public private(set) var count = 0
  /// Those among them that were dropped, because their window had expired.
  public private(set) var dropped = 0
  /// The largest distance from the end of an element's window to the input watermark, in milliseconds. Elements that came
  /// after the watermark had reached the end of time do not count here.
  public private(set) var largestLatenessMillis: Int64 = 0

  /// Counts the elements of a block, if they were late when the watermark stood where it is given.
  mutating func add(_ block: RecordBlock, at watermark: Int64, allowedLateness: Int64) {
    guard block.window.isPassed(by: watermark) else { return }
    count += block.elementCount
    if block.window.isExpired(at: watermark, allowedLateness: allowedLateness) { dropped += block.elementCount }
    if watermark < EventTime.max {
      largestLatenessMillis = max(largestLatenessMillis, watermark - block.window.maxTimestamp)
    }
  }
}
