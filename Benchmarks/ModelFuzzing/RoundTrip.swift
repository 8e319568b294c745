public import BeamModel
import Rows

/// Decodes messages and writes them again, with every form of input.
public enum RoundTrip {
  /// The form of the input.
  public enum Input: Int, CaseIterable, Sendable {
    /// An array whose memory large fields share.
    case array
    /// A slice in the middle of other bytes.
    case slice
    /// A heap block with the exact size of the input, so that an address sanitizer finds reads beyond it.
    case block
  }

  /// A bug in the model: a message changed when it was written and read again.
  public struct Unstable: Error, CustomStringConvertible {
    /// The message's type.
    public let name: String

    /// The name of the message and what happened.
    public var description: String { "\(name) changed when it was written and read again" }
  }

  /// All message types by full protobuf name.
  public static let types: [String: any ProtobufMessage.Type] = Dictionary(
    uniqueKeysWithValues: ProtobufMessageTypes.all.map { ($0.protobufName, $0) })

  /// Decodes the bytes as a message of this type.
  ///
  /// - Throws: ``BeamModel/ProtobufError`` if the bytes are not such a message.
  public static func decode<Message: ProtobufMessage>(
    _ type: Message.Type, _ bytes: [UInt8], from input: Input
  ) throws(ProtobufError) -> Message {
    switch input {
    case .array:
      return try Message(serializedBytes: bytes)
    case .slice:
      return try Message(serializedBytes: Bytes([1, 2, 3] + bytes + [4])[3..<3 + bytes.count])
    case .block:
      // SAFETY: the block is freed after decoding; messages copy borrowed memory.
      let block = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
      defer { block.deallocate() }
      block.copyBytes(from: bytes)
      return try Message(serializedBytes: UnsafeRawBufferPointer(block))
    }
  }

  /// Decodes the bytes and writes the message, then decodes and writes it once more, which must give the same bytes.
  ///
  /// - Throws: ``BeamModel/ProtobufError`` if the bytes are not such a message, ``Unstable`` if the model has a bug.
  public static func run<Message: ProtobufMessage>(
    _ type: Message.Type, _ bytes: [UInt8], from input: Input
  ) throws -> [UInt8] {
    let message = try decode(type, bytes, from: input)
    let written = message.serializedBytes()
    guard let again = try? Message(serializedBytes: written), again.serializedBytes() == written else {
      throw Unstable(name: Message.protobufName)
    }
    return Array(written)
  }
}
