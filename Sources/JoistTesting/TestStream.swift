public import Joist

/// A source with a script, for tests of windows, triggers and late data: elements, watermarks and times in a given order. Each event
/// happens once everything that follows from the one before it is done.
///
/// ```swift
/// @Test func lateVisitsFireTheWindowAgain() throws {
///   let counts = try testPipeline { pipeline in
///     try pipeline.play(
///       TestStream<String>(
///         .elements(["/", "/"], at: Timestamp(milliseconds: 1_000)), .watermark(Timestamp(milliseconds: 60_000)),
///         .elements(["/"], at: Timestamp(milliseconds: 2_000)))
///     )
///     .windowed(by: .fixed(.minutes(1)), allowedLateness: .hours(1), accumulation: .accumulating)
///     .countPerElement()
///   }
///   #expect(counts.elements == [KV("/", 2), KV("/", 3)])
/// }
/// ```
/// At the end of the script the watermark advances to the end of time. If a pipeline plays several streams, each begins at the end of
/// the one before it; to interleave two inputs, play one stream and filter it. Source: Beam's TestStream.
public struct TestStream<Element: Streamable & Sendable>: Sendable {
  /// An event of the script.
  public struct Event: Sendable {
    fileprivate enum Kind: Sendable {
      case elements([(Element, Timestamp)])
      case watermark(Timestamp)
      case processingTime(Duration)
    }

    fileprivate let kind: Kind

    /// Emits an element.
    public static func element(_ element: Element, at time: Timestamp) -> Event { elements([(element, time)]) }

    /// Emits elements of one timestamp, as one bundle.
    public static func elements(_ elements: [Element], at time: Timestamp) -> Event {
      Event(kind: .elements(elements.map { ($0, time) }))
    }

    /// Emits elements with timestamps, as one bundle.
    public static func elements(_ elements: [(Element, Timestamp)]) -> Event { Event(kind: .elements(elements)) }

    /// Advances the watermark: later elements with an earlier timestamp are late. It never goes back.
    public static func watermark(_ time: Timestamp) -> Event { Event(kind: .watermark(time)) }

    /// Advances processing time.
    public static func processingTime(_ more: Duration) -> Event { Event(kind: .processingTime(more)) }
  }

  /// The events of the script, in order.
  public var events: [Event]

  /// Creates a source from the events of its script.
  public init(_ events: Event...) { self.events = events }

  /// Creates a source from the events of its script, in an array.
  public init(_ events: [Event]) { self.events = events }
}

extension Pipeline {
  /// Emits what a test stream's script says. Only `testPipeline` runs it.
  /// - Parameters:
  ///   - stream: the script.
  ///   - name: the step's name; by default `TestStream`.
  /// - Throws: the error of the elements' coder, if an element cannot be encoded.
  public func play<Element: Streamable & Sendable>(
    _ stream: TestStream<Element>, name: String? = nil, file: StaticString = #fileID, line: UInt = #line
  ) throws -> PCollection<Element> {
    try play(stream, name: name, isBounded: false, file: file, line: line)
  }

  /// Emits what a test stream's script says, as a bounded collection if wanted, which may be grouped in the global window.
  package func play<Element: Streamable & Sendable>(
    _ stream: TestStream<Element>, name: String? = nil, isBounded: Bool, file: StaticString = #fileID,
    line: UInt = #line
  ) throws -> PCollection<Element> {
    let events = try stream.events.map { event -> TestScript.Event in
      switch event.kind {
      case .elements(let elements): .elements(try elements.map { (try Bytes.encoded($0), $1) })
      case .watermark(let time): .watermark(time)
      case .processingTime(let more): .processingTime(more.milliseconds)
      }
    }
    return playTestStream(name, of: Element.self, events, isBounded: isBounded, file: file, line: line)
  }
}
