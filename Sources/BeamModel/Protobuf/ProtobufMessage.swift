public import Rows

/// A message of Beam's model.
///
/// A sub-message is an optional property: `transform.spec?.urn = …` does nothing while `spec` is nil. Assign a whole
/// message:
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
/// Every message can also be an element of a `PCollection`.
public protocol ProtobufMessage: ProtobufValue, ProtobufStreamable where SerializedBytes == Bytes {
  /// The full protobuf name.
  static var protobufName: String { get }

  /// Serializes the message.
  func serializedBytes() -> Bytes

  /// Decodes a message.
  ///
  /// - Throws: ``ProtobufError`` if the bytes are not such a message.
  init(serializedBytes bytes: Bytes) throws(ProtobufError)

  /// The fields that this version of the model does not know, unchanged.
  var unknownFields: UnknownFields { get set }

  /// Reads the field `number`, whose tag has just been read. Generated.
  ///
  /// - Returns: false, without reading, if the message has no such field of this wire type.
  /// - Throws: ``ProtobufError`` if the field is malformed.
  mutating func decodeField(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) -> Bool

  /// Writes the known fields, the last field first. Generated.
  func encodeFields(to writer: inout ProtobufWriter)

  /// Reads all fields left, and merges them into the message.
  ///
  /// - Throws: ``ProtobufError`` if the input is not such a message.
  mutating func decodeFields(from reader: inout ProtobufReader) throws(ProtobufError)
}

extension ProtobufMessage {
  /// The name in the message's coder.
  public static var protoMessageName: String { protobufName }
}

extension ProtobufMessage {
  /// Makes a message, which `fill` changes.
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
    // SAFETY: the reader lives only within the closure; fields copy the memory or share `bytes`.
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

  /// Decodes a message from memory that is valid only during the call. All fields are copies.
  ///
  /// - Throws: ``ProtobufError`` if the bytes are not such a message.
  public init(serializedBytes memory: UnsafeRawBufferPointer) throws(ProtobufError) {
    self.init()
    try ProtobufReader.checkSize(memory.count)
    var reader = ProtobufReader(memory, sharing: nil)
    try decodeFields(from: &reader)
  }

  /// Reads all fields left, and merges them into the message.
  ///
  /// - Throws: ``ProtobufError`` if the input is not such a message.
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
  /// Serializes the message: the fields by number, then the unknown fields. Equal messages have equal bytes.
  public func serializedBytes() -> Bytes {
    var writer = ProtobufWriter()
    writer.fields(of: self)
    return writer.bytes()
  }
}

// MARK: As a field

extension ProtobufMessage {
  /// A message is encoded with its length.
  public static var protobufWireType: WireType { .lengthDelimited }

  /// False: even an empty message is written.
  public var isProtobufDefault: Bool { false }

  /// Reads the length and the fields, and merges them into the message.
  ///
  /// - Throws: ``ProtobufError`` if the input is not such a message.
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
