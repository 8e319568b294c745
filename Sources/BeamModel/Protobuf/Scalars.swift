// Numbers and Booleans as field values.

/// An integer that is encoded as a varint; a negative one as its 64-bit two's complement.
public protocol ProtobufInteger: ProtobufValue, FixedWidthInteger {}

extension ProtobufInteger {
  /// An integer is encoded as a varint.
  public static var protobufWireType: WireType { .varint }

  /// Whether it is 0.
  public var isProtobufDefault: Bool { self == 0 }

  /// Reads a varint and keeps the low bits that the type has.
  ///
  /// - Throws: ``ProtobufError`` if the input has no varint.
  public mutating func merge(protobuf reader: inout ProtobufReader) throws(ProtobufError) {
    self = Self(truncatingIfNeeded: try reader.varint())
  }

  /// Writes a varint.
  public func write(protobuf writer: inout ProtobufWriter) { writer.varint(UInt64(truncatingIfNeeded: self)) }
}

extension Int32: ProtobufInteger {}
extension Int64: ProtobufInteger {}
extension UInt32: ProtobufInteger {}
extension UInt64: ProtobufInteger {}

extension Bool: ProtobufValue {
  /// A Boolean is encoded as a varint.
  public static var protobufWireType: WireType { .varint }

  /// Whether it is false.
  public var isProtobufDefault: Bool { !self }

  /// Reads a varint; every value but 0 is true.
  ///
  /// - Throws: ``ProtobufError`` if the input has no varint.
  public mutating func merge(protobuf reader: inout ProtobufReader) throws(ProtobufError) {
    self = try reader.varint() != 0
  }

  /// Writes 0 or 1.
  public func write(protobuf writer: inout ProtobufWriter) { writer.varint(self ? 1 : 0) }
}

extension Double: ProtobufValue {
  /// A double is encoded in eight bytes.
  public static var protobufWireType: WireType { .fixed64 }

  /// Whether it is 0, but not −0.
  public var isProtobufDefault: Bool { bitPattern == 0 }

  /// Reads eight bytes.
  ///
  /// - Throws: ``ProtobufError`` if the input is too short.
  public mutating func merge(protobuf reader: inout ProtobufReader) throws(ProtobufError) {
    self = Double(bitPattern: try reader.fixed(UInt64.self))
  }

  /// Writes eight bytes.
  public func write(protobuf writer: inout ProtobufWriter) { writer.fixed(bitPattern) }
}

extension Float: ProtobufValue {
  /// A float is encoded in four bytes.
  public static var protobufWireType: WireType { .fixed32 }

  /// Whether it is 0, but not −0.
  public var isProtobufDefault: Bool { bitPattern == 0 }

  /// Reads four bytes.
  ///
  /// - Throws: ``ProtobufError`` if the input is too short.
  public mutating func merge(protobuf reader: inout ProtobufReader) throws(ProtobufError) {
    self = Float(bitPattern: try reader.fixed(UInt32.self))
  }

  /// Writes four bytes.
  public func write(protobuf writer: inout ProtobufWriter) { writer.fixed(bitPattern) }
}
