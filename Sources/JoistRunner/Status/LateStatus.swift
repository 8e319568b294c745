/// The late elements of a step or a job: those that came after the watermark had passed the end of their window.
public struct LateStatus: Sendable, Equatable {
  /// The number of late elements.
  public var elements: Int
  /// The number of late elements that were dropped because their window was already closed.
  public var dropped: Int
  /// The number of elements that were dropped because the trigger of their window had finished. They need not be late.
  public var refused: Int
  /// The largest lateness of an element, in milliseconds after the end of its window.
  public var largestLatenessMillis: Int64

  /// Makes the figures of one moment.
  public init(elements: Int = 0, dropped: Int = 0, refused: Int = 0, largestLatenessMillis: Int64 = 0) {
    self.elements = elements
    self.dropped = dropped
    self.refused = refused
    self.largestLatenessMillis = largestLatenessMillis
  }

  /// Adds the late elements of another step.
  mutating func add(_ other: LateStatus) {
    elements += other.elements
    dropped += other.dropped
    refused += other.refused
    largestLatenessMillis = max(largestLatenessMillis, other.largestLatenessMillis)
  }
}
