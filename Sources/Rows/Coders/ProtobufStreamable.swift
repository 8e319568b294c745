/// A protobuf message as an element: `extension Event: ProtobufStreamable {}`.
///
/// A message of Joist's own model is one as it is. For messages that SwiftProtobuf generates, whose methods
/// have more parameters (with defaults), a project says once:
///
/// ```swift
/// extension ProtobufStreamable where Self: SwiftProtobuf.Message {
///   public func serializedBytes() throws -> [UInt8] { try serializedBytes(partial: false) }
///   public init(serializedBytes bytes: [UInt8]) throws { try self.init(serializedBytes: bytes, partial: false) }
/// }
/// ```
///
/// The coder is ``CoderURN/protobuf``: the message's bytes, after their number as a varint where it is nested. It is no
/// key: equal messages may have different bytes.
public protocol ProtobufStreamable: Streamable {
  /// What the message is written to and read from.
  associatedtype SerializedBytes: ProtobufBytes

  /// The message's full name, as `website.Event`; Swift's name of the type if nothing else is said.
  static var protoMessageName: String { get }

  /// The message's bytes.
  ///
  /// - Throws: what hinders it; the element's bundle fails with that.
  func serializedBytes() throws -> SerializedBytes

  /// The message that these bytes are.
  ///
  /// - Throws: if they are none.
  init(serializedBytes: SerializedBytes) throws
}

/// Bytes that a protobuf message is written to and read from.
public protocol ProtobufBytes: Collection<UInt8> {
  /// A copy of memory.
  init(copying memory: UnsafeRawBufferPointer)

  /// Writes the bytes, without a length.
  func write(to writer: inout RawWriter)
}

extension Bytes: ProtobufBytes {
  /// A copy of memory.
  public init(copying memory: UnsafeRawBufferPointer) { self.init(memory) }

  /// Writes the bytes, without a length.
  public func write(to writer: inout RawWriter) { withUnsafeBytes { writer.write(bytes: $0) } }
}

extension [UInt8]: ProtobufBytes {
  /// A copy of memory.
  public init(copying memory: UnsafeRawBufferPointer) { self.init(memory) }

  /// Writes the bytes, without a length.
  public func write(to writer: inout RawWriter) { withUnsafeBytes { writer.write(bytes: $0) } }
}

extension ProtobufStreamable {
  /// Swift's name of the type.
  public static var protoMessageName: String { String(reflecting: Self.self) }

  /// Writes the number of bytes as a varint, then the bytes.
  public static func encode(_ value: borrowing Self, into writer: inout RawWriter) {
    encode(copy value, into: &writer, isNested: true)
  }

  /// Writes the bytes alone.
  public static func encodeOuter(_ value: borrowing Self, into writer: inout RawWriter) {
    encode(copy value, into: &writer, isNested: false)
  }

  private static func encode(_ value: Self, into writer: inout RawWriter, isNested: Bool) {
    do {
      let bytes = try value.serializedBytes()
      if isNested { writer.writeVarint(UInt64(bytes.count)) }
      bytes.write(to: &writer)
    } catch {
      writer.fail(.refused("\(protoMessageName) cannot be written: \(error)"))
    }
  }

  /// Reads the number of bytes as a varint, then the bytes.
  ///
  /// - Throws: ``CoderError`` if they are not such a message.
  public static func decode(from reader: inout RawReader) throws(CoderError) -> Self {
    let count = try reader.readLength()
    return try message(try reader.readBytes(count))
  }

  /// Reads the bytes that are left.
  ///
  /// - Throws: ``CoderError`` if they are not such a message.
  public static func decodeOuter(from reader: inout RawReader) throws(CoderError) -> Self {
    try message(reader.readRest())
  }

  private static func message(_ memory: UnsafeRawBufferPointer) throws(CoderError) -> Self {
    do {
      return try Self(serializedBytes: SerializedBytes(copying: memory))
    } catch {
      throw .refused("the bytes are no \(protoMessageName): \(error)")
    }
  }

  /// `joist:coder:protobuf:v1` with the message's name.
  public static var coderSpec: CoderSpec {
    CoderSpec(urn: CoderURN.protobuf, payload: Bytes(utf8: protoMessageName))
  }
}
