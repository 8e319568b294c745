/// A source with a script, for tests. Each event happens once everything that follows from the one before it is done.
/// Source: Beam's TestStream.
public struct TestStream: Sendable {
  /// What the source does.
  public enum Event: Sendable {
    /// Emits elements, as one bundle.
    case elements(ElementBlock)
    /// Advances the watermark, in milliseconds of event time.
    case watermark(Int64)
    /// Advances processing time by this many milliseconds.
    case processingTime(Int64)
  }

  /// The script. At its end the watermark advances to the end of time.
  public var events: [Event]

  /// Makes a source.
  public init(events: [Event]) { self.events = events }
}
