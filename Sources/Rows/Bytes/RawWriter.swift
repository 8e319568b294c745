/// Writes bytes into memory of its own, which grows as needed.
///
/// One owner, never copied. Reset it and use it again rather than making a new one: the memory stays.
public struct RawWriter: ~Copyable {
  /// The first byte written. Underscored: for loops of other modules that write through the cursor themselves.
  public var _base: UnsafeMutablePointer<UInt8>
  /// Where the next byte goes: `_base <= _cursor <= _limit`.
  public var _cursor: UnsafeMutablePointer<UInt8>
  /// The end of the memory.
  public var _limit: UnsafeMutablePointer<UInt8>
  /// Whether the memory is ours to free; false while we write into borrowed memory.
  @usableFromInline var isOwner: Bool
  /// Why a value could not be written; nil nearly always. Encoders cannot throw: whoever sends the bytes away looks here
  /// first, and sends none if there is one.
  public private(set) var failure: CoderError?

  /// A writer with room for `capacity` bytes before it grows.
  @inlinable
  public init(capacity: Int = 256) {
    _base = .allocate(capacity: max(capacity, 16))
    _cursor = _base
    _limit = _base + max(capacity, 16)
    isOwner = true
  }

  /// A writer that begins in memory of the caller, which must outlive it, and moves to its own when that is full.
  @inlinable
  public init(_borrowing memory: UnsafeMutableRawBufferPointer) {
    isOwner = memory.baseAddress == nil
    _base = memory.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? .allocate(capacity: 16)
    _cursor = _base
    _limit = _base + (isOwner ? 16 : memory.count)
  }

  @inlinable
  deinit {
    if isOwner { _base.deallocate() }
  }
}

// MARK: Failures

extension RawWriter {
  /// Notes that a value could not be written; of several failures the first one stays, until ``takeFailure()``.
  @inline(never)
  public mutating func fail(_ error: CoderError) {
    if failure == nil { failure = error }
  }

  /// The failure, which the writer forgets.
  public mutating func takeFailure() -> CoderError? {
    defer { failure = nil }
    return failure
  }
}

// MARK: What has been written

extension RawWriter {
  /// How many bytes have been written.
  @inlinable @inline(__always)
  public var count: Int { _cursor - _base }

  /// How many bytes fit before the memory grows.
  @inlinable
  public var capacity: Int { _limit - _base }

  /// The bytes written; valid until the next write.
  @inlinable @inline(__always)
  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: _base, count: count) }

  /// A copy of the bytes written; the writer is empty afterwards and keeps its memory.
  @inlinable
  public mutating func takeBytes() -> Bytes {
    let taken = Bytes(bytes)
    reset()
    return taken
  }

  /// The memory itself, without a copy: the caller owns it and frees it with `deallocate()`. The writer is empty
  /// afterwards and begins anew with a memory of its own; a failure that it has noted stays.
  ///
  /// - Parameter capacity: bytes of the memory that it begins anew with.
  /// - Returns: the bytes written; the memory behind them may be larger.
  @inlinable
  public mutating func takeMemory(leaving capacity: Int = 256) -> UnsafeMutableRawBufferPointer {
    if !isOwner { grow(1) }
    let taken = UnsafeMutableRawBufferPointer(start: _base, count: count)
    _base = .allocate(capacity: max(capacity, 16))
    _cursor = _base
    _limit = _base + max(capacity, 16)
    return taken
  }

  /// Forgets everything written, keeps the memory.
  @inlinable @inline(__always)
  public mutating func reset() { _cursor = _base }

  /// Forgets what was written after the first `count` bytes.
  @inlinable
  public mutating func truncate(to count: Int) {
    precondition(count >= 0 && count <= self.count, "a writer can be cut only to what it holds")
    _cursor = _base + count
  }
}

// MARK: Room

extension RawWriter {
  /// Makes room for `count` more bytes.
  @inlinable @inline(__always)
  public mutating func reserve(_ count: Int) {
    if _limit - _cursor < count { grow(count) }
  }

  /// Moves to a memory at least twice as large, with room for `additional` bytes.
  @usableFromInline @inline(never)
  mutating func grow(_ additional: Int) {
    let written = count
    let capacity = max(capacity * 2, written + additional, 64)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: _base, count: written)
    if isOwner { _base.deallocate() }
    isOwner = true
    _base = larger
    _cursor = larger + written
    _limit = larger + capacity
  }
}

// MARK: Writing

extension RawWriter {
  /// Writes one byte.
  @inlinable @inline(__always)
  public mutating func write(byte: UInt8) {
    reserve(1)
    _cursor.pointee = byte
    _cursor += 1
  }

  /// Writes bytes as they are, without a length.
  @inlinable @inline(__always)
  public mutating func write(bytes: UnsafeRawBufferPointer) {
    let count = bytes.count
    reserve(count)
    if let start = bytes.baseAddress {
      UnsafeMutableRawPointer(_cursor).copyMemory(from: start, byteCount: count)
    }
    _cursor += count
  }

  /// Writes bytes as they are, without a length, and without a call where they are few.
  @inlinable @inline(__always)
  package mutating func writeFew(_ start: UnsafeRawPointer, count: Int) {
    if count > 8 { return write(bytes: UnsafeRawBufferPointer(start: start, count: count)) }
    reserve(8)
    let word = start.littleEndianWord(count: count)
    UnsafeMutableRawPointer(_cursor).storeBytes(of: word.littleEndian, as: UInt64.self)
    _cursor += count
  }

  /// Writes a short text, at most ``SmallText/capacity`` bytes in two words in memory order, after its length.
  @inlinable @inline(__always)
  mutating func writeSmall(_ low: UInt64, _ high: UInt64, count: Int) {
    reserve(17)
    _cursor.pointee = UInt8(truncatingIfNeeded: count)
    let text = UnsafeMutableRawPointer(_cursor + 1)
    text.storeBytes(of: low, as: UInt64.self)
    (text + 8).storeBytes(of: high, as: UInt64.self)
    _cursor += count &+ 1
  }

  /// Writes bytes as they are, without a length, and without a call where they are 16 to 64.
  @inlinable @inline(__always)
  mutating func writeSome(bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress, bytes.count >= 16, bytes.count <= 64 else { return write(bytes: bytes) }
    let count = bytes.count
    reserve(count)
    let end = UnsafeMutableRawPointer(_cursor)
    // From both ends, so that what is written from one side may overlap what is written from the other.
    if count > 32 {
      end.copySixteen(from: start, at: 16)
      end.copySixteen(from: start, at: count &- 32)
    }
    end.copySixteen(from: start, at: 0)
    end.copySixteen(from: start, at: count &- 16)
    _cursor += count
  }

  /// Writes a number in groups of seven bits, lowest first: one to ten bytes.
  @inlinable @inline(__always)
  public mutating func writeVarint(_ value: UInt64) {
    reserve(10)
    if value < 0x80 {
      _cursor.pointee = UInt8(truncatingIfNeeded: value)
      _cursor += 1
    } else if value < 1 &<< 56 {
      let count = VarintGroups.count(of: value)
      UnsafeMutableRawPointer(_cursor)
        .storeBytes(of: VarintGroups.encoded(value, count: count).littleEndian, as: UInt64.self)
      _cursor += count
    } else {
      writeLongVarint(value)
    }
  }

  /// A varint of nine or ten bytes; room is there.
  @usableFromInline
  mutating func writeLongVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      _cursor.pointee = UInt8(truncatingIfNeeded: rest) | 0x80
      _cursor += 1
      rest &>>= 7
    }
    _cursor.pointee = UInt8(truncatingIfNeeded: rest)
    _cursor += 1
  }

  /// Writes eight bytes, highest first.
  @inlinable @inline(__always)
  public mutating func writeBigEndian(_ value: UInt64) {
    reserve(8)
    UnsafeMutableRawPointer(_cursor).storeBytes(of: value.bigEndian, as: UInt64.self)
    _cursor += 8
  }

  /// Writes four bytes, highest first.
  @inlinable @inline(__always)
  public mutating func writeBigEndian(_ value: UInt32) {
    reserve(4)
    UnsafeMutableRawPointer(_cursor).storeBytes(of: value.bigEndian, as: UInt32.self)
    _cursor += 4
  }

  /// Writes two bytes, highest first.
  @inlinable @inline(__always)
  public mutating func writeBigEndian(_ value: UInt16) {
    reserve(2)
    UnsafeMutableRawPointer(_cursor).storeBytes(of: value.bigEndian, as: UInt16.self)
    _cursor += 2
  }
}

// MARK: Places written before

extension RawWriter {
  /// Replaces the byte at `offset`, which has been written already.
  @inlinable
  public mutating func patch(byte: UInt8, at offset: Int) {
    precondition(offset >= 0 && offset < count, "only what has been written can be patched")
    _base[offset] = byte
  }

  /// Replaces the four bytes at `offset`, which have been written already.
  @inlinable
  public mutating func patchBigEndian(_ value: UInt32, at offset: Int) {
    precondition(offset >= 0 && offset + 4 <= count, "only what has been written can be patched")
    UnsafeMutableRawPointer(_base + offset).storeBytes(of: value.bigEndian, as: UInt32.self)
  }

  /// Replaces the eight bytes at `offset`, which have been written already.
  @inlinable
  public mutating func patchBigEndian(_ value: UInt64, at offset: Int) {
    precondition(offset >= 0 && offset + 8 <= count, "only what has been written can be patched")
    UnsafeMutableRawPointer(_base + offset).storeBytes(of: value.bigEndian, as: UInt64.self)
  }
}
