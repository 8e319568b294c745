/// An open enum: a number without a name is kept and sent on.
public protocol ProtobufEnum: ProtobufValue, RawRepresentable<Int32>, CustomStringConvertible {
  /// The value with this number.
  init(rawValue: Int32)

  /// The names in protobuf, by number.
  static var names: [Int32: String] { get }
}

extension ProtobufEnum {
  /// The value 0, which is that of a field that was not sent.
  public init() { self.init(rawValue: 0) }

  /// An enum travels as a varint.
  public static var protobufWireType: WireType { .varint }

  /// Whether the number is 0.
  public var isProtobufDefault: Bool { rawValue == 0 }

  /// Reads a number; its low 32 bits count.
  ///
  /// - Throws: ``ProtobufError`` if the input holds no varint.
  public mutating func merge(protobuf reader: inout ProtobufReader) throws(ProtobufError) {
    self = Self(rawValue: Int32(truncatingIfNeeded: try reader.varint()))
  }

  /// Writes the number, a negative one as 64 bits.
  public func write(protobuf writer: inout ProtobufWriter) { writer.varint(UInt64(truncatingIfNeeded: rawValue)) }

  /// The name in protobuf; the number where it has none.
  public var description: String { Self.names[rawValue] ?? String(rawValue) }
}
