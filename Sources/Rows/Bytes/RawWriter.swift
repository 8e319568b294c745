/// Writes values as bytes into memory that grows as needed.
///
/// Resetting a writer keeps its memory, and is cheaper than making a new one.
public struct RawWriter: ~Copyable {
  // SAFETY: the writer is never copied, so it is the only owner of its memory, unless that is borrowed. Always `_base
  // <= _cursor <= _limit`, and each function reserves all bytes that it stores, including those after the new cursor.
  // Modules that use the pointers themselves must call `reserve` first.

  /// The start of the memory. Underscored: only for loops in other modules that write to the memory directly.
  public var _base: UnsafeMutablePointer<UInt8>
  /// The address of the next byte to write.
  public var _cursor: UnsafeMutablePointer<UInt8>
  /// The end of the memory.
  public var _limit: UnsafeMutablePointer<UInt8>
  /// Whether the writer frees the memory; false while it writes to borrowed memory.
  @usableFromInline var isOwner: Bool
  /// Why a value could not be encoded; nil if all were. Since encoders do not throw, check this before you use the
  /// bytes.
  public private(set) var failure: CoderError?

  /// A writer with room for `capacity` bytes before it grows.
  @inlinable
  public init(capacity: Int = 256) {
    _base = .allocate(capacity: max(capacity, 16))
    _cursor = _base
    _limit = _base + max(capacity, 16)
    isOwner = true
  }

  /// A writer that begins with the caller's memory, which must outlive it, and moves to its own when that is full.
  @inlinable
  public init(_borrowing memory: UnsafeMutableRawBufferPointer) {
    // SAFETY: the caller lends the memory only for this; it is written and read as `UInt8`.
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
  /// Records that a value could not be encoded. The first failure is kept until ``takeFailure()``.
  @inline(never)
  public mutating func fail(_ error: CoderError) {
    if failure == nil { failure = error }
  }

  /// Returns the failure and clears it.
  public mutating func takeFailure() -> CoderError? {
    defer { failure = nil }
    return failure
  }
}

// MARK: Written bytes

extension RawWriter {
  /// The number of bytes written.
  @inlinable @inline(__always)
  public var count: Int { _cursor - _base }

  /// The size of the memory.
  @inlinable
  public var capacity: Int { _limit - _base }

  /// The bytes written. Valid until the next change of the writer.
  @inlinable @inline(__always)
  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: _base, count: count) }

  /// Copies the bytes written and resets the writer.
  @inlinable
  public mutating func takeBytes() -> Bytes {
    let taken = Bytes(bytes)
    reset()
    return taken
  }

  /// Hands the memory to the caller, who must free it with `deallocate()`. The writer is empty afterwards, with new
  /// memory; it keeps its failure.
  ///
  /// - Parameter capacity: the size of the new memory in bytes.
  /// - Returns: the bytes written. The allocated memory may be larger.
  @inlinable
  public mutating func takeMemory(leaving capacity: Int = 256) -> UnsafeMutableRawBufferPointer {
    if !isOwner { grow(1) }
    let taken = UnsafeMutableRawBufferPointer(start: _base, count: count)
    _base = .allocate(capacity: max(capacity, 16))
    _cursor = _base
    _limit = _base + max(capacity, 16)
    return taken
  }

  /// Discards all bytes and keeps the memory.
  @inlinable @inline(__always)
  public mutating func reset() { _cursor = _base }
}

// MARK: Capacity

extension RawWriter {
  /// Makes sure that `count` more bytes fit.
  @inlinable @inline(__always)
  public mutating func reserve(_ count: Int) {
    if _limit - _cursor < count { grow(count) }
  }

  /// Moves to memory at least twice as large, with space for `additional` bytes.
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

  /// Writes bytes without a length.
  @inlinable @inline(__always)
  public mutating func write(bytes: UnsafeRawBufferPointer) {
    let count = bytes.count
    reserve(count)
    if let start = bytes.baseAddress {
      UnsafeMutableRawPointer(_cursor).copyMemory(from: start, byteCount: count)
    }
    _cursor += count
  }

  /// Writes bytes without a length, and without a function call for at most eight bytes.
  @inlinable @inline(__always)
  package mutating func writeFew(_ start: UnsafeRawPointer, count: Int) {
    if count > 8 { return write(bytes: UnsafeRawBufferPointer(start: start, count: count)) }
    reserve(8)
    let word = start.littleEndianWord(count: count)
    UnsafeMutableRawPointer(_cursor).storeBytes(of: word.littleEndian, as: UInt64.self)
    _cursor += count
  }

  /// Writes a length and a string of at most ``SmallString/capacity`` bytes, given in two words in memory order.
  @inlinable @inline(__always)
  mutating func writeSmall(_ low: UInt64, _ high: UInt64, count: Int) {
    reserve(17)
    _cursor.pointee = UInt8(truncatingIfNeeded: count)
    let text = UnsafeMutableRawPointer(_cursor + 1)
    text.storeBytes(of: low, as: UInt64.self)
    (text + 8).storeBytes(of: high, as: UInt64.self)
    _cursor += count &+ 1
  }

  /// Writes bytes without a length, and without a function call for 16 to 64 bytes.
  @inlinable @inline(__always)
  mutating func writeSome(bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress, bytes.count >= 16, bytes.count <= 64 else { return write(bytes: bytes) }
    let count = bytes.count
    reserve(count)
    let end = UnsafeMutableRawPointer(_cursor)
    // Copies from both ends; the copies may overlap in the middle.
    if count > 32 {
      end.copySixteen(from: start, at: 16)
      end.copySixteen(from: start, at: count &- 32)
    }
    end.copySixteen(from: start, at: 0)
    end.copySixteen(from: start, at: count &- 16)
    _cursor += count
  }

  /// Writes a varint: groups of seven bits, lowest first, one to ten bytes.
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

  /// Writes a varint of nine or ten bytes. The caller has reserved ten.
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

  /// Writes eight bytes, big-endian.
  @inlinable @inline(__always)
  public mutating func writeBigEndian(_ value: UInt64) {
    reserve(8)
    UnsafeMutableRawPointer(_cursor).storeBytes(of: value.bigEndian, as: UInt64.self)
    _cursor += 8
  }

  /// Writes four bytes, big-endian.
  @inlinable @inline(__always)
  public mutating func writeBigEndian(_ value: UInt32) {
    reserve(4)
    UnsafeMutableRawPointer(_cursor).storeBytes(of: value.bigEndian, as: UInt32.self)
    _cursor += 4
  }

  /// Writes two bytes, big-endian.
  @inlinable @inline(__always)
  public mutating func writeBigEndian(_ value: UInt16) {
    reserve(2)
    UnsafeMutableRawPointer(_cursor).storeBytes(of: value.bigEndian, as: UInt16.self)
    _cursor += 2
  }
}
