/// What can be the value of a field: a scalar, an enum or a message.
///
/// The Swift type alone decides the wire form. Beam's model has no fields of the types for which that would not do
/// (`sint`, `fixed`, groups); `scripts/generate-model` stops at one.
public protocol ProtobufValue: Hashable, Sendable {
  /// The value of a field that was not sent.
  init()

  /// The wire form of one value.
  static var protobufWireType: WireType { get }

  /// Whether a field without presence leaves this value out.
  var isProtobufDefault: Bool { get }

  /// Reads a value; a message adds its fields to those there are, anything else is replaced.
  ///
  /// - Throws: ``ProtobufError`` if the input does not hold such a value.
  mutating func merge(protobuf reader: inout ProtobufReader) throws(ProtobufError)

  /// Writes the value, without a tag.
  func write(protobuf writer: inout ProtobufWriter)
}
