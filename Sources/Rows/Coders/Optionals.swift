extension Optional: Streamable where Wrapped: Streamable {
  /// Writes 0, or 1 and the nested encoding of the value.
  @inlinable @inline(__always)
  public static func encode(_ value: borrowing Wrapped?, into writer: inout RawWriter) {
    switch copy value {
    case nil: writer.write(byte: 0)
    case .some(let present):
      writer.write(byte: 1)
      Wrapped.encode(present, into: &writer)
    }
  }

  /// Reads a nested encoding.
  @inlinable @inline(__always)
  public static func decode(from reader: inout RawReader) throws(CoderError) -> Wrapped? {
    switch try reader.readByte() {
    case 0: return nil
    case 1: return .some(try Wrapped.decode(from: &reader))
    case let other: try CoderError.badByte(other).raise()
    }
  }

  /// Writes 0, or 1 and the outer encoding of the value.
  @inlinable
  public static func encodeOuter(_ value: borrowing Wrapped?, into writer: inout RawWriter) {
    switch copy value {
    case nil: writer.write(byte: 0)
    case .some(let present):
      writer.write(byte: 1)
      Wrapped.encodeOuter(present, into: &writer)
    }
  }

  /// Reads an outer encoding.
  @inlinable
  public static func decodeOuter(from reader: inout RawReader) throws(CoderError) -> Wrapped? {
    switch try reader.readByte() {
    case 0: return nil
    case 1: return .some(try Wrapped.decodeOuter(from: &reader))
    case let other: try CoderError.badByte(other).raise()
    }
  }

  /// `beam:coder:nullable:v1`.
  public static var coderSpec: CoderSpec {
    CoderSpec(urn: CoderURN.nullable, components: [Wrapped.coderSpec])
  }
}
