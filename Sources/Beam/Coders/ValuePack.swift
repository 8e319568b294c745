public import Rows

/// Values of several types side by side, as one element.
@frozen @usableFromInline
struct ValuePack<each Value: Streamable> {
  @usableFromInline var values: (repeat each Value)

  @inlinable init(_ values: repeat each Value) { self.values = (repeat each values) }
}

extension ValuePack: Streamable {
  /// Writes the nested encodings, one after the other.
  @inlinable @inline(__always)
  static func encode(_ pack: borrowing Self, into writer: inout RawWriter) {
    for value in repeat each pack.values { write(value, into: &writer) }
  }

  @inlinable @inline(__always)
  static func write<V: Streamable>(_ value: V, into writer: inout RawWriter) { V.encode(value, into: &writer) }

  /// Reads nested encodings.
  @inlinable @inline(__always)
  static func decode(from reader: inout RawReader) throws(CoderError) -> Self {
    ValuePack(repeat try (each Value).decode(from: &reader))
  }

  /// `joist:coder:value_pack:v1` of the values' coders.
  @usableFromInline static var coderSpec: CoderSpec {
    var components: [CoderSpec] = []
    for type in repeat (each Value).self { components.append(spec(of: type)) }
    return CoderSpec(urn: "joist:coder:value_pack:v1", components: components)
  }

  private static func spec<V: Streamable>(of type: V.Type) -> CoderSpec { V.coderSpec }
}
