public import BeamModel
import Rows

/// Decodes a message and writes it again, in every way the model offers.
public enum RoundTrip {
  /// How the decoder gets its input.
  public enum Input: Int, CaseIterable, Sendable {
    /// An array, whose memory large fields share.
    case array
    /// The middle of other bytes.
    case slice
    /// A block of the heap that ends where the input does, so that an address sanitizer sees a read beyond it.
    case block
  }

  /// What must not happen: the message was accepted, and then could not be written and read again.
  public struct Unstable: Error, CustomStringConvertible {
    /// The message's type.
    public let name: String

    /// What happened.
    public var description: String { "\(name): read, written and read again, it is no longer the same" }
  }

  /// Every message type by its full name in protobuf.
  public static let types: [String: any ProtobufMessage.Type] = Dictionary(
    uniqueKeysWithValues: ProtobufMessageTypes.all.map { ($0.protobufName, $0) })

  /// Decodes the bytes as a message of this type.
  ///
  /// - Throws: ``BeamModel/ProtobufError`` if they are none.
  public static func decode<Message: ProtobufMessage>(
    _ type: Message.Type, _ bytes: [UInt8], from input: Input
  ) throws(ProtobufError) -> Message {
    switch input {
    case .array:
      return try Message(serializedBytes: bytes)
    case .slice:
      return try Message(serializedBytes: Bytes([1, 2, 3] + bytes + [4])[3..<3 + bytes.count])
    case .block:
      let block = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
      defer { block.deallocate() }
      block.copyBytes(from: bytes)
      return try Message(serializedBytes: UnsafeRawBufferPointer(block))
    }
  }

  /// Decodes the bytes and writes the message; reading and writing once more must give the same bytes.
  ///
  /// - Throws: ``BeamModel/ProtobufError`` if they are no such message, ``Unstable`` if we are at fault.
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
