public import Rows

/// A message of Beam's model.
///
/// A sub-message is an optional property: `transform.spec?.urn = …` does nothing while `spec` is nil, so build it whole:
///
/// ```swift
/// let transform = BeamProto.PTransform.with {
///   $0.uniqueName = "Count"
///   $0.spec = .with { $0.urn = BeamProto.StandardPTransforms.Primitives.groupByKey }
/// }
/// let bytes = transform.serializedBytes()
/// let again = try BeamProto.PTransform(serializedBytes: bytes)
/// ```
///
/// Every message is an element of a `PCollection`, too, as it is.
public protocol ProtobufMessage: ProtobufValue, ProtobufStreamable where SerializedBytes == Bytes {
  /// The full name in protobuf.
  static var protobufName: String { get }

  /// The message's bytes.
  func serializedBytes() -> Bytes

  /// Decodes a message.
  ///
  /// - Throws: ``ProtobufError`` if the bytes are not such a message.
  init(serializedBytes bytes: Bytes) throws(ProtobufError)

  /// The fields that this version of the model does not know, as they came.
  var unknownFields: UnknownFields { get set }

  /// Reads the field `number`, whose tag has just been read. Generated.
  ///
  /// - Returns: false if the message has no such field of that wire type; nothing is read then.
  /// - Throws: ``ProtobufError`` if the input does not hold such a field.
  mutating func decodeField(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) -> Bool

  /// Writes the known fields, the last one first. Generated.
  func encodeFields(to writer: inout ProtobufWriter)

  /// Reads fields up to the reader's end, into those there are.
  ///
  /// - Throws: ``ProtobufError`` if the input does not hold such a message.
  mutating func decodeFields(from reader: inout ProtobufReader) throws(ProtobufError)
}

extension ProtobufMessage {
  /// Its name in its coder.
  public static var protoMessageName: String { protobufName }
}

extension ProtobufMessage {
  /// A message that `fill` has filled.
  public static func with(_ fill: (inout Self) throws -> Void) rethrows -> Self {
    var message = Self()
    try fill(&message)
    return message
  }
}

// MARK: Reading

extension ProtobufMessage {
  /// Decodes a message. Its large `bytes` fields share the memory of the input.
  ///
  /// - Throws: ``ProtobufError`` if the bytes are not such a message.
  public init(serializedBytes bytes: Bytes) throws(ProtobufError) {
    self.init()
    try ProtobufReader.checkSize(bytes.count)
    try bytes.withUnsafeBytes { (memory: UnsafeRawBufferPointer) throws(ProtobufError) in
      var reader = ProtobufReader(memory, sharing: bytes)
      try decodeFields(from: &reader)
    }
  }

  /// Decodes a message. Its large `bytes` fields share the memory of the input.
  ///
  /// - Throws: ``ProtobufError`` if the bytes are not such a message.
  public init(serializedBytes bytes: [UInt8]) throws(ProtobufError) {
    try ProtobufReader.checkSize(bytes.count)
    try self.init(serializedBytes: Bytes(bytes))
  }

  /// Decodes a message from memory that is valid during the call only: every field is a copy.
  ///
  /// - Throws: ``ProtobufError`` if the bytes are not such a message.
  public init(serializedBytes memory: UnsafeRawBufferPointer) throws(ProtobufError) {
    self.init()
    try ProtobufReader.checkSize(memory.count)
    var reader = ProtobufReader(memory, sharing: nil)
    try decodeFields(from: &reader)
  }

  /// Reads fields up to the reader's end, into those there are.
  ///
  /// - Throws: ``ProtobufError`` if the input does not hold such a message.
  public mutating func decodeFields(from reader: inout ProtobufReader) throws(ProtobufError) {
    while !reader.isAtEnd {
      let start = reader.position
      let number = try reader.tag()
      do {
        if try decodeField(number, from: &reader) { continue }
        try reader.skip(number)
      } catch {
        throw error.inside(field: number, of: Self.protobufName)
      }
      unknownFields.append(reader.memory[start..<reader.position])
    }
  }
}

// MARK: Writing

extension ProtobufMessage {
  /// The message's bytes: the fields by number, then the unknown ones; equal messages give equal bytes.
  public func serializedBytes() -> Bytes {
    var writer = ProtobufWriter()
    writer.fields(of: self)
    return writer.bytes()
  }
}

// MARK: As a field

extension ProtobufMessage {
  /// A message is sent with its length.
  public static var protobufWireType: WireType { .lengthDelimited }

  /// False: a message that is there is sent, however empty.
  public var isProtobufDefault: Bool { false }

  /// Reads the length and the fields, into those there are.
  ///
  /// - Throws: ``ProtobufError`` if the input does not hold such a message.
  public mutating func merge(protobuf reader: inout ProtobufReader) throws(ProtobufError) {
    let outer = try reader.enterMessage()
    try decodeFields(from: &reader)
    reader.leaveMessage(outer)
  }

  /// Writes the length and the fields.
  public func write(protobuf writer: inout ProtobufWriter) {
    writer.lengthDelimited { writer in writer.fields(of: self) }
  }
}
