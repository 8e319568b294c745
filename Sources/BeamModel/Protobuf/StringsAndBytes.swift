public import Rows

// Strings and bytes as field values.

extension String: ProtobufValue {
  /// A string is encoded with its length.
  public static var protobufWireType: WireType { .lengthDelimited }

  /// Whether it is empty.
  public var isProtobufDefault: Bool { isEmpty }

  /// Reads a string.
  ///
  /// - Throws: ``ProtobufError`` if the input is too short or not valid UTF-8.
  public mutating func merge(protobuf reader: inout ProtobufReader) throws(ProtobufError) {
    let range = try reader.lengthDelimited()
    do {
      self = try String(utf8: UnsafeRawBufferPointer(rebasing: reader.memory[range]))
    } catch {
      throw reader.fault(.invalidUTF8)
    }
  }

  /// Writes the length and the UTF-8.
  public func write(protobuf writer: inout ProtobufWriter) {
    var text = self
    let count = text.withUTF8 { utf8 in
      writer.raw(UnsafeRawBufferPointer(utf8))
      return utf8.count
    }
    writer.varint(UInt64(truncatingIfNeeded: count))
  }
}

extension Bytes: ProtobufValue {
  /// Bytes are encoded with their length.
  public static var protobufWireType: WireType { .lengthDelimited }

  /// Whether there are no bytes.
  public var isProtobufDefault: Bool { isEmpty }

  /// Reads bytes. Large values share the memory of the input.
  ///
  /// - Throws: ``ProtobufError`` if the input is too short.
  public mutating func merge(protobuf reader: inout ProtobufReader) throws(ProtobufError) {
    self = try reader.sharedBytes()
  }

  /// Writes the length and the bytes.
  public func write(protobuf writer: inout ProtobufWriter) {
    writer.raw(self)
    writer.varint(UInt64(truncatingIfNeeded: count))
  }
}
