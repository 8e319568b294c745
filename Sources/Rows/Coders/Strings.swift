// SAFETY: in this file, the memory of strings and bytes is used only within the closure that gets it.

extension String: Streamable {
  /// Writes the number of bytes as a varint, then the UTF-8.
  @inlinable @inline(__always)
  public static func encode(_ value: borrowing String, into writer: inout RawWriter) {
    let words = SmallString.words(of: value)
    if let count = SmallString.count(words.high) {
      writer.writeSmall(words.low, words.high, count: count)
    } else {
      encodeLong(value, into: &writer)
    }
  }

  /// Writes a string of any length and any characters.
  @usableFromInline @inline(never)
  static func encodeLong(_ value: borrowing String, into writer: inout RawWriter) {
    let units = value.utf8.span
    units.withUnsafeBytes {
      writer.writeVarint(UInt64(truncatingIfNeeded: $0.count))
      writer.writeSome(bytes: $0)
    }
  }

  /// Reads a nested encoding.
  @inlinable @inline(__always)
  public static func decode(from reader: inout RawReader) throws(CoderError) -> String {
    let count = try reader.readLength()
    return try String(utf8: try reader.readBytes(count))
  }

  /// Writes only the UTF-8.
  @inlinable @inline(__always)
  public static func encodeOuter(_ value: borrowing String, into writer: inout RawWriter) {
    let units = value.utf8.span
    units.withUnsafeBytes { writer.write(bytes: $0) }
  }

  /// Reads an outer encoding: all bytes left.
  @inlinable @inline(__always)
  public static func decodeOuter(from reader: inout RawReader) throws(CoderError) -> String {
    try String(utf8: reader.readRest())
  }

  /// `beam:coder:string_utf8:v1`.
  public static var coderSpec: CoderSpec { CoderSpec(urn: CoderURN.string) }
}

/// A substring is encoded as a string.
extension Substring: Streamable {
  /// Writes the number of bytes as a varint, then the UTF-8.
  @inlinable @inline(__always)
  public static func encode(_ value: borrowing Substring, into writer: inout RawWriter) {
    String.encode(String(copy value), into: &writer)
  }

  /// Reads a nested encoding.
  @inlinable @inline(__always)
  public static func decode(from reader: inout RawReader) throws(CoderError) -> Substring {
    Substring(try String.decode(from: &reader))
  }

  /// Writes only the UTF-8.
  @inlinable @inline(__always)
  public static func encodeOuter(_ value: borrowing Substring, into writer: inout RawWriter) {
    String.encodeOuter(String(copy value), into: &writer)
  }

  /// Reads an outer encoding: all bytes left.
  @inlinable @inline(__always)
  public static func decodeOuter(from reader: inout RawReader) throws(CoderError) -> Substring {
    Substring(try String.decodeOuter(from: &reader))
  }

  /// `beam:coder:string_utf8:v1`.
  public static var coderSpec: CoderSpec { String.coderSpec }
}

extension Bytes: Streamable {
  /// Writes the number of bytes as a varint, then the bytes.
  @inlinable @inline(__always)
  public static func encode(_ value: borrowing Bytes, into writer: inout RawWriter) {
    value.withUnsafeBytes {
      writer.writeVarint(UInt64(truncatingIfNeeded: $0.count))
      writer.write(bytes: $0)
    }
  }

  /// Reads a nested encoding.
  @inlinable @inline(__always)
  public static func decode(from reader: inout RawReader) throws(CoderError) -> Bytes {
    let count = try reader.readLength()
    return try checked(try reader.readBytes(count))
  }

  /// Writes only the bytes.
  @inlinable @inline(__always)
  public static func encodeOuter(_ value: borrowing Bytes, into writer: inout RawWriter) {
    value.withUnsafeBytes { writer.write(bytes: $0) }
  }

  /// Reads an outer encoding: all bytes left.
  @inlinable @inline(__always)
  public static func decodeOuter(from reader: inout RawReader) throws(CoderError) -> Bytes {
    try checked(reader.readRest())
  }

  /// Copies what was read.
  /// - Throws: ``CoderError/badLength(_:)`` for more than the 4 GiB that `Bytes` can hold.
  @inlinable @inline(__always)
  static func checked(_ memory: UnsafeRawBufferPointer) throws(CoderError) -> Bytes {
    guard memory.count <= UInt32.max else { try CoderError.badLength(Int64(memory.count)).raise() }
    return Bytes(memory)
  }

  /// `beam:coder:bytes:v1`.
  public static var coderSpec: CoderSpec { CoderSpec(urn: CoderURN.bytes) }
}
