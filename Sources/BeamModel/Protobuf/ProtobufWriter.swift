internal import Rows

/// Writes the wire format from the end of a message to its start, so that a length is known when its turn comes.
public struct ProtobufWriter: ~Copyable {
  /// What has been written is `base + head ..< base + capacity`.
  private var base: UnsafeMutableRawPointer
  private var capacity: Int
  private var head: Int

  /// Large bytes that are copied only into the result: each with the number of written bytes that come after them.
  private var references: [(behind: Int, bytes: Bytes)] = []

  /// How many bytes `references` hold.
  private var referenced = 0

  init(capacity: Int = 128) {
    base = .allocate(byteCount: capacity, alignment: 16)
    self.capacity = capacity
    head = capacity
  }

  deinit { base.deallocate() }

  /// How many bytes the result has so far.
  private var count: Int { capacity &- head &+ referenced }
}

// MARK: Room

extension ProtobufWriter {
  /// Makes room for `size` bytes more in front, and moves there.
  @inline(__always)
  private mutating func move(_ size: Int) {
    if head < size { grow(size) }
    head &-= size
  }

  @inline(never)
  private mutating func grow(_ size: Int) {
    let used = capacity - head
    let larger = max(capacity * 2, used + size + 64)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
    (memory + (larger - used)).copyMemory(from: base + head, byteCount: used)
    base.deallocate()
    base = memory
    capacity = larger
    head = larger - used
  }
}

// MARK: Values

extension ProtobufWriter {
  @inline(__always)
  mutating func varint(_ value: UInt64) {
    if value < 0x80 {
      move(1)
      base.storeBytes(of: UInt8(truncatingIfNeeded: value), toByteOffset: head, as: UInt8.self)
    } else {
      longVarint(value)
    }
  }

  @inline(never)
  private mutating func longVarint(_ value: UInt64) {
    move(VarintGroups.count(of: value))
    var rest = value
    var offset = head
    while rest >= 0x80 {
      base.storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: offset, as: UInt8.self)
      offset &+= 1
      rest &>>= 7
    }
    base.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: offset, as: UInt8.self)
  }

  mutating func fixed<Number: FixedWidthInteger>(_ value: Number) {
    move(MemoryLayout<Number>.size)
    base.storeBytes(of: value.littleEndian, toByteOffset: head, as: Number.self)
  }

  mutating func raw(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    move(bytes.count)
    (base + head).copyMemory(from: start, byteCount: bytes.count)
  }

  mutating func raw(_ bytes: Bytes) {
    if bytes.count < ProtobufLimits.referencedBytes {
      bytes.withUnsafeBytes { raw($0) }
    } else {
      references.append((capacity - head, bytes))
      referenced += bytes.count
    }
  }

  /// Writes what `body` writes, and its length in front.
  @inline(__always)
  mutating func lengthDelimited(_ body: (inout ProtobufWriter) -> Void) {
    let before = count
    body(&self)
    varint(UInt64(truncatingIfNeeded: count &- before))
  }

  @inline(__always)
  mutating func tag(_ number: Int, _ wireType: WireType) {
    varint(UInt64(truncatingIfNeeded: number &<< 3) | UInt64(wireType.rawValue))
  }

  @inline(never)
  mutating func fields<Message: ProtobufMessage>(of message: Message) {
    let unknown = message.unknownFields.bytes
    if !unknown.isEmpty { unknown.withUnsafeBytes { raw($0) } }
    message.encodeFields(to: &self)
  }
}

// MARK: The result

extension ProtobufWriter {
  /// What has been written, with the large bytes in their places.
  func bytes() -> Bytes {
    Bytes(
      [UInt8](unsafeUninitializedCapacity: count) { result, initialized in
        guard var target = result.baseAddress.map(UnsafeMutableRawPointer.init) else { return }
        var position = head
        func copy(_ source: UnsafeRawPointer, _ size: Int) {
          target.copyMemory(from: source, byteCount: size)
          target += size
        }
        for (behind, bytes) in references.reversed() {
          let before = capacity - behind - position
          copy(base + position, before)
          position += before
          bytes.withUnsafeBytes { memory in
            if let start = memory.baseAddress { copy(start, memory.count) }
          }
        }
        copy(base + position, capacity - position)
        initialized = count
      })
  }
}
