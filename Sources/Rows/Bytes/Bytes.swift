/// Immutable bytes: a range of an array that slices share. A value takes 16 bytes itself.
///
/// It holds at most 4 GiB.
public struct Bytes: Sendable {
  /// The array, shared with every slice.
  @usableFromInline let owner: [UInt8]
  /// The start of the range in `owner`.
  @usableFromInline let lower: UInt32
  /// The end of the range in `owner`.
  @usableFromInline let upper: UInt32

  @inlinable
  init(owner: [UInt8], lower: UInt32, upper: UInt32) {
    self.owner = owner
    self.lower = lower
    self.upper = upper
  }

  /// No bytes; no memory is allocated.
  @inlinable
  public init() { self.init(owner: [], lower: 0, upper: 0) }

  /// The bytes of an array, which is shared, not copied.
  @inlinable
  public init(_ array: [UInt8]) {
    precondition(array.count <= UInt32.max, "Bytes holds at most 4 GiB; split the array of \(array.count) bytes")
    self.init(owner: array, lower: 0, upper: UInt32(truncatingIfNeeded: array.count))
  }

  /// A copy of raw memory.
  @inlinable
  public init(_ memory: UnsafeRawBufferPointer) {
    let count = memory.count
    // The empty array's storage is shared by all threads; the initializer below would write its count.
    if count == 0 {
      self.init()
      return
    }
    self.init(
      // SAFETY: `buffer` has room for `count` bytes, `memory` has `count` bytes, and new memory overlaps with no other.
      [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        if let target = buffer.baseAddress, let source = memory.baseAddress {
          UnsafeMutableRawPointer(target).copyMemory(from: source, byteCount: count)
        }
        initialized = count
      })
  }

  /// A copy of a sequence of bytes.
  @inlinable
  public init(_ sequence: some Sequence<UInt8>) { self.init(Array(sequence)) }

  /// The UTF-8 of a string.
  @inlinable
  public init(utf8 text: String) { self.init(Array(text.utf8)) }
}

// MARK: Access

extension Bytes: RandomAccessCollection {
  /// 0, also in slices.
  @inlinable
  public var startIndex: Int { 0 }

  /// The number of bytes.
  @inlinable
  public var endIndex: Int { count }

  /// The number of bytes.
  @inlinable
  public var count: Int { Int(upper &- lower) }

  /// The byte at `position`, counted from 0 also in slices.
  @inlinable
  public subscript(position: Int) -> UInt8 {
    precondition(position >= 0 && position < count, "index \(position) is out of range; there are \(count) bytes")
    return owner[Int(lower) &+ position]
  }

  /// The bytes in `bounds`, which share the memory. The slice's indices begin at 0.
  @inlinable
  public subscript(bounds: Range<Int>) -> Bytes {
    precondition(
      bounds.lowerBound >= 0 && bounds.upperBound <= count, "range \(bounds) is out of bounds; there are \(count) bytes"
    )
    return Bytes(
      owner: owner, lower: lower &+ UInt32(truncatingIfNeeded: bounds.lowerBound),
      upper: lower &+ UInt32(truncatingIfNeeded: bounds.upperBound))
  }

  /// Calls `body` with the bytes, which are valid only during the call.
  @inlinable
  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let span = owner.span
    let range = Int(lower)..<Int(upper)
    return try span.withUnsafeBytes { (all: UnsafeRawBufferPointer) throws(Failure) -> Result in
      try body(UnsafeRawBufferPointer(rebasing: all[range]))
    }
  }

  /// Calls `body` with the bytes; for generic algorithms over collections.
  @inlinable
  public func withContiguousStorageIfAvailable<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result? {
    // SAFETY: the memory is that of a `[UInt8]`, which is bound to `UInt8`.
    try withUnsafeBytes { try body($0.assumingMemoryBound(to: UInt8.self)) }
  }

  /// The same bytes without sharing a larger array; for a small slice that outlives the message it came from.
  @inlinable
  public func detached() -> Bytes {
    if count == owner.count { return self }
    return withUnsafeBytes { Bytes($0) }
  }
}

// MARK: Protocols

extension Bytes: Hashable {
  /// Whether both hold the same bytes.
  @inlinable
  public static func == (left: Bytes, right: Bytes) -> Bool {
    guard left.count == right.count else { return false }
    return left.withUnsafeBytes { mine in right.withUnsafeBytes { mine.isSame(as: $0) } }
  }

  /// Hashes the bytes.
  @inlinable
  public func hash(into hasher: inout Hasher) {
    withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}

extension Bytes: Comparable {
  /// Compares lexicographically by unsigned bytes; a prefix is less than a longer value.
  @inlinable
  public static func < (left: Bytes, right: Bytes) -> Bool { left.lexicographicallyPrecedes(right) }
}

extension Bytes: ExpressibleByArrayLiteral {
  /// The bytes of a literal.
  @inlinable
  public init(arrayLiteral elements: UInt8...) { self.init(elements) }
}

extension Bytes: ExpressibleByStringLiteral {
  /// The UTF-8 of a literal.
  @inlinable
  public init(stringLiteral text: String) { self.init(utf8: text) }
}

extension String {
  /// Decodes UTF-8; nil if the bytes are not valid UTF-8.
  @inlinable
  public init?(_ bytes: Bytes) {
    guard let text = bytes.withUnsafeBytes({ try? String(utf8: $0) }) else { return nil }
    self = text
  }

  /// Decodes UTF-8.
  ///
  /// - Throws: ``CoderError/invalidUTF8``.
  @inlinable @inline(__always)
  package init(utf8 memory: UnsafeRawBufferPointer) throws(CoderError) {
    if let text = SmallString.make(ascii: memory) {
      self = text
      return
    }
    // SAFETY: the bytes are only read, as `UInt8`, and only during this call.
    let units = memory.assumingMemoryBound(to: UInt8.self)
    do {
      self = String(copying: try UTF8Span(validating: units.span))
    } catch {
      try CoderError.invalidUTF8.raise()
    }
  }
}
