import JoistPlan

/// Finds keys and ends of encoded elements by their shape alone, as a carrier must that does not have their coders.
struct ShapeWalker {
  struct Ended: Error {}

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Where an element that stands at the beginning ends.
  static func end(of shape: CoderShape, in bytes: [UInt8]) throws -> Int {
    var walker = ShapeWalker(bytes)
    try walker.skip(shape)
    return walker.position
  }

  /// The bytes of an element's key.
  static func key(of shape: CoderShape, in bytes: [UInt8]) throws -> [UInt8] {
    var walker = ShapeWalker(bytes)
    var shape = shape
    while shape.layout == .lengthPrefixed {
      _ = try walker.varint()
      shape = shape.parts[0]
    }
    guard shape.layout == .keyValue else { throw Ended() }
    let start = walker.position
    try walker.skip(shape.parts[0])
    return Array(bytes[start..<walker.position])
  }

  private mutating func skip(_ shape: CoderShape) throws {
    switch shape.layout {
    case .bytes, .lengthPrefixed: try skip(bytes: varint())
    case .varint: _ = try varint()
    case .fixed(let width): try skip(bytes: width)
    case .sequence, .keyValue: for part in shape.parts { try skip(part) }
    case .iterable:
      let element = shape.parts[0]
      var count = 0
      for _ in 0..<4 { count = count << 8 | Int(try byte()) }
      if count != 0xFFFF_FFFF {
        for _ in 0..<count { try skip(element) }
        return
      }
      while case let chunk = try varint(), chunk > 0 { for _ in 0..<chunk { try skip(element) } }
    case .nullable: if try byte() != 0 { try skip(shape.parts[0]) }
    case .opaque: throw Ended()
    }
  }

  private mutating func byte() throws -> UInt8 {
    guard position < bytes.count else { throw Ended() }
    position += 1
    return bytes[position - 1]
  }

  private mutating func varint() throws -> Int {
    var (value, shift) = (0, 0)
    while true {
      let next = try byte()
      value |= Int(next & 0x7F) << shift
      if next < 0x80 { return value }
      shift += 7
    }
  }

  private mutating func skip(bytes count: Int) throws {
    guard count >= 0, position + count <= bytes.count else { throw Ended() }
    position += count
  }
}
