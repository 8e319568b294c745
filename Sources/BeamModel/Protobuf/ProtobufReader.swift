internal import Rows

/// Reads the wire format from memory; every access is checked against the end of the message that is read.
public struct ProtobufReader: ~Copyable {
  /// The whole input; outlives the reader.
  let memory: UnsafeRawBufferPointer

  /// The bytes that `memory` is, if fields may share them.
  private let input: Bytes?

  /// The next byte.
  private(set) var position = 0

  /// The end of the message that is read.
  private(set) var end: Int

  /// How many messages and groups are open.
  private var depth = 0

  /// That of the field whose tag was read last.
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
  /// Reads a tag; returns the field's number and notes the wire type.
  mutating func tag() throws(ProtobufError) -> Int {
    let start = position
    let tag = try varint()
    // A tag has 32 bits, also as it is written: five bytes at most.
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
  /// Reads a length and passes over that many bytes; returns where they are.
  mutating func lengthDelimited() throws(ProtobufError) -> Range<Int> {
    let length = try varint()
    guard length <= UInt64(end - position) else { throw fault(.truncated) }
    let start = position
    position = start &+ Int(length)
    return start..<position
  }

  /// The bytes of a `bytes` field: shared with the input if they are many, else a copy.
  mutating func sharedBytes() throws(ProtobufError) -> Bytes {
    let range = try lengthDelimited()
    if range.count >= ProtobufLimits.sharedBytes, let input { return input[range] }
    return Bytes(Array(UnsafeRawBufferPointer(rebasing: memory[range])))
  }

  /// Reads a length and makes that many bytes all there is; returns the end from before.
  mutating func enter() throws(ProtobufError) -> Int {
    let range = try lengthDelimited()
    let outer = end
    position = range.lowerBound
    end = range.upperBound
    return outer
  }

  /// Goes back to the message around, whose end ``enter()`` returned.
  mutating func leave(_ outer: Int) { end = outer }

  /// As ``enter()``, one message deeper.
  mutating func enterMessage() throws(ProtobufError) -> Int {
    let outer = try enter()
    try deepen()
    return outer
  }

  /// As ``leave(_:)``, after ``enterMessage()``.
  mutating func leaveMessage(_ outer: Int) {
    end = outer
    depth &-= 1
  }

  private mutating func deepen() throws(ProtobufError) {
    guard depth < ProtobufLimits.depth else { throw fault(.tooDeep) }
    depth &+= 1
  }
}

// MARK: Fields nobody knows

extension ProtobufReader {
  /// Passes over the value of the field `number`, whose tag was read last.
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
