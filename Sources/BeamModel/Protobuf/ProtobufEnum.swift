/// An open enum: unknown numbers are kept and written again.
public protocol ProtobufEnum: ProtobufValue, RawRepresentable<Int32>, CustomStringConvertible {
  /// The value with this number.
  init(rawValue: Int32)

  /// The protobuf names by number.
  static var names: [Int32: String] { get }
}

extension ProtobufEnum {
  /// The value 0, which is that of an absent field.
  public init() { self.init(rawValue: 0) }

  /// An enum is encoded as a varint.
  public static var protobufWireType: WireType { .varint }

  /// Whether the number is 0.
  public var isProtobufDefault: Bool { rawValue == 0 }

  /// Reads a number and keeps its low 32 bits.
  ///
  /// - Throws: ``ProtobufError`` if the input has no varint.
  public mutating func merge(protobuf reader: inout ProtobufReader) throws(ProtobufError) {
    self = Self(rawValue: Int32(truncatingIfNeeded: try reader.varint()))
  }

  /// Writes the number as a varint; a negative number has 64 bits.
  public func write(protobuf writer: inout ProtobufWriter) { writer.varint(UInt64(truncatingIfNeeded: rawValue)) }

  /// The protobuf name, or the number if there is none.
  public var description: String { Self.names[rawValue] ?? String(rawValue) }
}
