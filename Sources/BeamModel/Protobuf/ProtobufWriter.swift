internal import Rows

/// Writes protobuf's wire format backwards, from the end of a message to its start, so that each length is known when
/// it is written.
public struct ProtobufWriter: ~Copyable {
  // SAFETY: the writer is never copied, so it is the only owner of `base`, which has `capacity` bytes. Each write first
  // calls `move`, which keeps `0 <= head`, and then stores at `head` no more than the bytes that it moved by.

  /// The memory. The bytes written are `base + head ..< base + capacity`.
  private var base: UnsafeMutableRawPointer
  private var capacity: Int
  private var head: Int

  /// Large `bytes` that are copied only into the result, each with the number of bytes in `base` that follow it.
  private var references: [(following: Int, bytes: Bytes)] = []

  /// The number of bytes in `references`.
  private var referenced = 0

  init(capacity: Int = 128) {
    base = .allocate(byteCount: capacity, alignment: 16)
    self.capacity = capacity
    head = capacity
  }

  deinit { base.deallocate() }

  /// The size of the result so far.
  private var count: Int { capacity &- head &+ referenced }
}

// MARK: Capacity

extension ProtobufWriter {
  /// Moves `head` back by `size` bytes; grows the memory if necessary.
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

  /// Writes the output of `body`, then its length before it.
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
  /// The result: the bytes written, with the large `bytes` inserted.
  func bytes() -> Bytes {
    // SAFETY: `count` is the sum of all copies below, each of which begins where the last one ended.
    Bytes(
      [UInt8](unsafeUninitializedCapacity: count) { result, initialized in
        guard var target = result.baseAddress.map(UnsafeMutableRawPointer.init) else { return }
        var position = head
        func copy(_ source: UnsafeRawPointer, _ size: Int) {
          target.copyMemory(from: source, byteCount: size)
          target += size
        }
        for (following, bytes) in references.reversed() {
          let before = capacity - following - position
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
