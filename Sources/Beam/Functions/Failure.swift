public import Rows

/// An element whose function threw, for a dead-letter output: nothing of it is lost.
public struct Failure<Element> {
  /// The element as it came.
  public var element: Element
  /// What was thrown, in words.
  public var reason: String
  /// Path of the step that failed.
  public var step: String
  /// Where the element came from, in words: the same in every run, so that a record that failed can be found, and so that
  /// its failure is known again when it comes a second time.
  ///
  /// | the step is fused behind | origin | example |
  /// |---|---|---|
  /// | a source | its element and the position that was claimed (`SplittableDoFn.origin(of:in:)`) | `visits.json@1042`: the line that begins at this byte; `website-visit[3]@17`: topic, partition, offset |
  /// | a grouping | key, window, and the pane's index where it is not 0 | `"user-7" in [2026-01-01T00:00:00.000Z, 2026-01-01T00:01:00.000Z) pane 2` |
  /// | a reshuffle, any other cut, or a `finishBundle` that emitted it | 64 bits of the encoded element's hash, timestamp and windows: equal elements share a origin | `9f86d081884c7d65 at 2026-01-01T00:00:07.000Z` |
  ///
  /// To that is added, for each step in between that may make several elements of one (`flatMap`, a `DoFn`), the result's
  /// number, from 0: `[2]`, with the output's name where it is an extra one; and for each flatten the step that the element
  /// came of: ` of Evens`.
  ///
  /// A source's bundles may end at any of its claims, so results are numbered by claim. Some things cannot be known: which of
  /// the elements before made a `DoFn` emit that holds elements back; where offsets are claimed many at a time, which offset
  /// gave a result, if not each gives one; and what a source emitted before its first claim is known by the restriction as that
  /// bundle found it. A origin is as stable as what it is made of: `Set` and `Dictionary` are encoded in an order that differs
  /// from run to run, and an event time taken from the clock is another one each time.
  public var origin: String
  /// The element's timestamp.
  public var timestamp: Timestamp

  /// What the failure is known by: step and origin. It is the same each time the element fails in this step, also after a
  /// bundle was repeated or the job started again: where a sink writes a dead letter twice, both have the same id.
  ///
  /// ```swift
  /// let parsed = lines.tryMap("Parse") { line -> Int in
  ///   guard let number = Int(line) else { throw NotANumber(line) }
  ///   return number
  /// }
  /// let letters = parsed.failures.map { KV($0.id, $0.reason) }    // KV("Parse at numbers.txt@1042", …)
  /// ```
  public var id: String { "\(step) at \(origin)" }

  /// Makes a failure.
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
  /// Writes the nested encoding.
  @inlinable public static func encode(_ value: borrowing Self, into writer: inout RawWriter) {
    Element.encode(value.element, into: &writer)
    String.encode(value.reason, into: &writer)
    String.encode(value.step, into: &writer)
    String.encode(value.origin, into: &writer)
    Timestamp.encode(value.timestamp, into: &writer)
  }

  /// Reads a nested encoding.
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
