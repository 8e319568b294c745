/// Elements of a step, or of a job, that came after the watermark had passed the end of their window.
public struct LateStatus: Sendable, Equatable {
  /// How many there were.
  public var elements: Int
  /// Those among them that were dropped, because their window accepted nothing any more.
  public var dropped: Int
  /// How late the latest of them was, in milliseconds after the end of its window.
  public var largestLatenessMillis: Int64

  /// Makes the figures of a moment.
  public init(elements: Int = 0, dropped: Int = 0, largestLatenessMillis: Int64 = 0) {
    self.elements = elements
    self.dropped = dropped
    self.largestLatenessMillis = largestLatenessMillis
  }

  /// Adds those of another step.
  mutating func add(_ other: LateStatus) {
    elements += other.elements
    dropped += other.dropped
    largestLatenessMillis = max(largestLatenessMillis, other.largestLatenessMillis)
  }
}
