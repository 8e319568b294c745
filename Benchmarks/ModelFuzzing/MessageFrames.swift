/// The bytes of a message and the name of its type: the exchange format of the fuzzers in Swift and Python.
///
/// In a file: the name's length (2 bytes, little-endian), the name, the length of the bytes (4 bytes), the bytes.
public struct MessageFrame: Sendable {
  /// The type's full protobuf name.
  public var name: String

  /// The bytes, which may be a malformed message.
  public var bytes: [UInt8]

  /// A frame with a name and bytes.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

extension MessageFrame {
  /// The frames in the content of a file; nil if it ends in the middle of one.
  public static func all(in content: [UInt8]) -> [MessageFrame]? {
    var frames: [MessageFrame] = []
    var rest = content[...]
    func take(_ count: Int) -> ArraySlice<UInt8>? {
      guard rest.count >= count else { return nil }
      defer { rest = rest.dropFirst(count) }
      return rest.prefix(count)
    }
    func number(_ size: Int) -> Int? {
      take(size)?.reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    while !rest.isEmpty {
      guard let name = number(2).flatMap(take), let bytes = number(4).flatMap(take) else { return nil }
      frames.append(MessageFrame(name: String(decoding: name, as: UTF8.self), bytes: Array(bytes)))
    }
    return frames
  }

  /// Appends the frame to the content of a file.
  public func write(to content: inout [UInt8]) {
    content += (0..<2).map { UInt8(truncatingIfNeeded: name.utf8.count >> ($0 * 8)) } + Array(name.utf8)
    content += (0..<4).map { UInt8(truncatingIfNeeded: bytes.count >> ($0 * 8)) } + bytes
  }
}
