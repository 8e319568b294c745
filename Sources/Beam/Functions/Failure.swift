public import Rows

/// An element whose function threw, with the reason, for a dead-letter output.
public struct Failure<Element> {
  /// The element, unchanged.
  public var element: Element
  /// The description of the error that was thrown.
  public var reason: String
  /// The path of the step that failed.
  public var step: String
  /// Where the element came from, as text. It is the same in every run, so that you can find the record that failed and
  /// recognise its failure when it occurs again.
  ///
  /// | the step is fused after | origin | example |
  /// |---|---|---|
  /// | a source | its element and the position that was claimed (`SplittableDoFn.origin(of:in:)`) | `visits.json@1042`: the line that begins at this byte; `website-visit[3]@17`: topic, partition, offset |
  /// | a grouping | key, window, and the pane's index if it is not 0 | `"user-7" in [2026-01-01T00:00:00.000Z, 2026-01-01T00:01:00.000Z) pane 2` |
  /// | a reshuffle, any other cut, or a `finishBundle` that emitted it | the encoded element's 64-bit hash, its timestamp and windows; equal elements share an origin | `9f86d081884c7d65 at 2026-01-01T00:00:07.000Z` |
  ///
  /// Each step in between that may emit several results per element (`flatMap`, a `DoFn`) adds the result's number, from 0:
  /// `[2]`; for an extra output, with the output's name. Each flatten adds the step that the element came from: ` of Evens`.
  ///
  /// A source's bundles may end at any claim, so a source's results are numbered per claim. There are limits:
  /// - If a `DoFn` holds elements back, its results have the origin of the element during which it emits them.
  /// - If a source claims many offsets at once, each is assumed to have one result.
  /// - Results that a source emits before its first claim have an origin made of the restriction that the bundle began with.
  /// - An origin is as stable as the values that it is made of. `Set` and `Dictionary` are encoded in an order that differs
  ///   from run to run, and a timestamp taken from the clock differs each time.
  public var origin: String
  /// The element's timestamp.
  public var timestamp: Timestamp

  /// Identifies the failure by its step and origin. It is the same each time the element fails in this step, even after a
  /// bundle is repeated or the job restarts. If a sink writes a dead letter twice, both copies have the same id.
  ///
  /// ```swift
  /// let parsed = lines.tryMap("Parse") { line -> Int in
  ///   guard let number = Int(line) else { throw NotANumber(line) }
  ///   return number
  /// }
  /// let letters = parsed.failures.map { KV($0.id, $0.reason) }    // KV("Parse at numbers.txt@1042", …)
  /// ```
  public var id: String { "\(step) at \(origin)" }

  /// Creates a failure from its parts.
  @inlinable public init(
    element: consuming Element, reason: String, step: String, origin: String, timestamp: Timestamp
  ) {
    self.element = element
    self.reason = reason
    self.step = step
    self.origin = origin
    self.timestamp = timestamp
  }
}

extension Failure: Sendable where Element: Sendable {}
extension Failure: Equatable where Element: Equatable {}

extension Failure: Streamable where Element: Streamable {
  /// Writes the nested encoding of the parts, one after the other.
  @inlinable public static func encode(_ value: borrowing Self, into writer: inout RawWriter) {
    Element.encode(value.element, into: &writer)
    String.encode(value.reason, into: &writer)
    String.encode(value.step, into: &writer)
    String.encode(value.origin, into: &writer)
    Timestamp.encode(value.timestamp, into: &writer)
  }

  /// Reads the nested encoding of the parts.
  @inlinable public static func decode(from reader: inout RawReader) throws(CoderError) -> Self {
    let element = try Element.decode(from: &reader)
    let reason = try String.decode(from: &reader)
    let step = try String.decode(from: &reader)
    let origin = try String.decode(from: &reader)
    return Failure(
      element: element, reason: reason, step: step, origin: origin, timestamp: try Timestamp.decode(from: &reader))
  }

  /// `joist:coder:failure:v1` of the element: element, reason, step, origin, timestamp, each nested.
  public static var coderSpec: CoderSpec {
    CoderSpec(urn: "joist:coder:failure:v1", components: [Element.coderSpec])
  }
}
