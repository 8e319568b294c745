public import Rows

/// An element whose function threw, for a dead-letter output: nothing of it is lost.
public struct Failure<Element> {
  /// The element as it came.
  public var element: Element
  /// What was thrown, in words.
  public var reason: String
  /// Path of the step that failed.
  public var step: String
  /// The element's timestamp.
  public var timestamp: Timestamp

  /// Makes a failure.
  @inlinable public init(element: consuming Element, reason: String, step: String, timestamp: Timestamp) {
    self.element = element
    self.reason = reason
    self.step = step
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
    Timestamp.encode(value.timestamp, into: &writer)
  }

  /// Reads a nested encoding.
  @inlinable public static func decode(from reader: inout RawReader) throws(CoderError) -> Self {
    let element = try Element.decode(from: &reader)
    let reason = try String.decode(from: &reader)
    let step = try String.decode(from: &reader)
    return Failure(element: element, reason: reason, step: step, timestamp: try Timestamp.decode(from: &reader))
  }

  /// `joist:coder:failure:v1` of the element: element, reason, step, timestamp, each nested.
  public static var coderSpec: CoderSpec {
    CoderSpec(urn: "joist:coder:failure:v1", components: [Element.coderSpec])
  }
}
