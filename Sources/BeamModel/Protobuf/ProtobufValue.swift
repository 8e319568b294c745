/// A type of field values: a scalar, an enum or a message.
///
/// The Swift type determines the wire format. Beam's model has no fields for which that would not be enough (`sint`,
/// `fixed`, groups); `scripts/generate-model` refuses them.
public protocol ProtobufValue: Hashable, Sendable {
  /// The value of an absent field.
  init()

  /// The wire type of a single value.
  static var protobufWireType: WireType { get }

  /// Whether a field without presence omits this value.
  var isProtobufDefault: Bool { get }

  /// Reads a value. A message merges the fields; other values are replaced.
  ///
  /// - Throws: ``ProtobufError`` if the input has no such value.
  mutating func merge(protobuf reader: inout ProtobufReader) throws(ProtobufError)

  /// Writes the value, without a tag.
  func write(protobuf writer: inout ProtobufWriter)
}
