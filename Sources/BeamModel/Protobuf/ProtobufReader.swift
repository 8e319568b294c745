internal import Rows

/// Reads protobuf's wire format from memory.
public struct ProtobufReader: ~Copyable {
  // SAFETY: the memory outlives the reader, which exists only within a call of `init(serializedBytes:)`. Always
  // `position <= end <= memory.count`, and each access is first checked against `end`, the end of the current message.

  /// The whole input.
  let memory: UnsafeRawBufferPointer

  /// The input as `Bytes`, if fields may share its memory.
  private let input: Bytes?

  /// The offset of the next byte.
  private(set) var position = 0

  /// The end of the current message.
  private(set) var end: Int

  /// The number of messages and groups that contain the next field.
  private var depth = 0

  /// The wire type of the last tag.
  private(set) var wireType = WireType.varint

  init(_ memory: UnsafeRawBufferPointer, sharing input: Bytes?) {
    self.memory = memory
    self.input = input
    end = memory.count
  }

  static func checkSize(_ size: Int) throws(ProtobufError) {
    guard size <= ProtobufLimits.size else { throw ProtobufError(.tooLarge, offset: 0) }
  }

  var isAtEnd: Bool { position >= end }

  func fault(_ reason: ProtobufError.Reason) -> ProtobufError { ProtobufError(reason, offset: position) }
}

// MARK: Numbers

extension ProtobufReader {
  /// Reads a tag and sets `wireType`.
  /// - Returns: the field's number.
  mutating func tag() throws(ProtobufError) -> Int {
    let start = position
    let tag = try varint()
    // A tag has at most 32 bits and five bytes.
    guard tag <= UInt64(UInt32.max), position &- start <= 5, tag >= 8, let type = WireType(rawValue: UInt8(tag & 7))
    else { throw fault(.malformedTag) }
    wireType = type
    return Int(tag &>> 3)
  }

  @inline(__always)
  mutating func varint() throws(ProtobufError) -> UInt64 {
    guard position < end else { throw fault(.truncated) }
    let byte = memory[position]
    guard byte >= 0x80 else {
      position &+= 1
      return UInt64(byte)
    }
    return try longVarint()
  }

  @inline(never)
  private mutating func longVarint() throws(ProtobufError) -> UInt64 {
    var result: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 70 {
      guard position < end else { throw fault(.truncated) }
      let byte = memory[position]
      position &+= 1
      result |= UInt64(byte & 0x7F) &<< shift  // the tenth byte keeps one bit, as in protobuf's own readers
      if byte < 0x80 { return result }
      shift &+= 7
    }
    throw fault(.malformedVarint)
  }

  /// Reads a little-endian number of the type's size.
  mutating func fixed<Number: FixedWidthInteger>(_: Number.Type) throws(ProtobufError) -> Number {
    let size = MemoryLayout<Number>.size
    guard size <= end - position else { throw fault(.truncated) }
    defer { position &+= size }
    return Number(littleEndian: memory.loadUnaligned(fromByteOffset: position, as: Number.self))
  }
}

// MARK: Lengths

extension ProtobufReader {
  /// Reads a length and skips that many bytes.
  /// - Returns: their range.
  mutating func lengthDelimited() throws(ProtobufError) -> Range<Int> {
    let length = try varint()
    guard length <= UInt64(end - position) else { throw fault(.truncated) }
    let start = position
    position = start &+ Int(length)
    return start..<position
  }

  /// Reads a `bytes` field. Shares the input's memory for large fields, and copies small ones.
  mutating func sharedBytes() throws(ProtobufError) -> Bytes {
    let range = try lengthDelimited()
    if range.count >= ProtobufLimits.sharedBytes, let input { return input[range] }
    return Bytes(Array(UnsafeRawBufferPointer(rebasing: memory[range])))
  }

  /// Reads a length and limits reading to that many bytes.
  /// - Returns: the previous end, for ``leave(_:)``.
  mutating func enter() throws(ProtobufError) -> Int {
    let range = try lengthDelimited()
    let outer = end
    position = range.lowerBound
    end = range.upperBound
    return outer
  }

  /// Restores the end that ``enter()`` returned.
  mutating func leave(_ outer: Int) { end = outer }

  /// The same as ``enter()``, and counts a level of nesting.
  mutating func enterMessage() throws(ProtobufError) -> Int {
    let outer = try enter()
    try deepen()
    return outer
  }

  /// The same as ``leave(_:)``, after ``enterMessage()``.
  mutating func leaveMessage(_ outer: Int) {
    end = outer
    depth &-= 1
  }

  private mutating func deepen() throws(ProtobufError) {
    guard depth < ProtobufLimits.depth else { throw fault(.tooDeep) }
    depth &+= 1
  }
}

// MARK: Unknown fields

extension ProtobufReader {
  /// Skips the value of the field `number`, whose tag was read last.
  mutating func skip(_ number: Int) throws(ProtobufError) {
    switch wireType {
    case .varint: _ = try varint()
    case .fixed64: _ = try fixed(UInt64.self)
    case .fixed32: _ = try fixed(UInt32.self)
    case .lengthDelimited: _ = try lengthDelimited()
    case .startGroup: try skipGroup(number)
    case .endGroup: throw fault(.malformedTag)
    }
  }

  private mutating func skipGroup(_ number: Int) throws(ProtobufError) {
    try deepen()
    while true {
      let inner = try tag()
      if wireType == .endGroup {
        guard inner == number else { throw fault(.malformedTag) }
        depth &-= 1
        return
      }
      try skip(inner)
    }
  }
}
