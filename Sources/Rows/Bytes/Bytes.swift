/// Immutable bytes in sixteen: an owner and a range of it. Slices share the owner's memory.
///
/// A value holds at most 4 GiB.
public struct Bytes: Sendable {
  /// The memory, shared with every slice.
  @usableFromInline let owner: [UInt8]
  /// The first byte that is ours.
  @usableFromInline let lower: UInt32
  /// The end of what is ours.
  @usableFromInline let upper: UInt32

  @inlinable
  init(owner: [UInt8], lower: UInt32, upper: UInt32) {
    self.owner = owner
    self.lower = lower
    self.upper = upper
  }

  /// No bytes.
  @inlinable
  public init() { self.init(owner: [], lower: 0, upper: 0) }

  /// The bytes of an array, which is shared, not copied.
  @inlinable
  public init(_ array: [UInt8]) {
    precondition(array.count <= UInt32.max, "Bytes hold at most 4 GiB")
    self.init(owner: array, lower: 0, upper: UInt32(truncatingIfNeeded: array.count))
  }

  /// A copy of raw memory.
  @inlinable
  public init(_ memory: UnsafeRawBufferPointer) {
    let count = memory.count
    // An array without memory of its own is shared by all threads, and its count must not be written.
    if count == 0 {
      self.init()
      return
    }
    self.init(
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

  /// The UTF-8 of a text.
  @inlinable
  public init(utf8 text: String) { self.init(Array(text.utf8)) }
}

// MARK: Looking inside

extension Bytes: RandomAccessCollection {
  /// 0.
  @inlinable
  public var startIndex: Int { 0 }

  /// How many bytes there are.
  @inlinable
  public var endIndex: Int { count }

  /// How many bytes there are.
  @inlinable
  public var count: Int { Int(upper &- lower) }

  /// The byte at `position`, counted from 0, also in slices.
  @inlinable
  public subscript(position: Int) -> UInt8 {
    precondition(position >= 0 && position < count, "index out of range")
    return owner[Int(lower) &+ position]
  }

  /// The bytes in `bounds`, sharing the memory. Indices of the slice begin at 0 again.
  @inlinable
  public subscript(bounds: Range<Int>) -> Bytes {
    precondition(bounds.lowerBound >= 0 && bounds.upperBound <= count, "range out of bounds")
    return Bytes(
      owner: owner, lower: lower &+ UInt32(truncatingIfNeeded: bounds.lowerBound),
      upper: lower &+ UInt32(truncatingIfNeeded: bounds.upperBound))
  }

  /// Calls `body` with the memory, which is valid during the call.
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

  /// Calls `body` with the memory, for generic algorithms over collections.
  @inlinable
  public func withContiguousStorageIfAvailable<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result? {
    try withUnsafeBytes { try body($0.assumingMemoryBound(to: UInt8.self)) }
  }

  /// A copy that shares no memory with a larger owner: for a small piece that outlives the message it came in.
  @inlinable
  public func detached() -> Bytes {
    if count == owner.count { return self }
    return withUnsafeBytes { Bytes($0) }
  }
}

// MARK: What bytes are as values

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
  /// Order by unsigned bytes, a prefix before what it begins.
  @inlinable
  public static func < (left: Bytes, right: Bytes) -> Bool { left.lexicographicallyPrecedes(right) }
}

extension Bytes: ExpressibleByArrayLiteral {
  /// The bytes of a literal.
  @inlinable
  public init(arrayLiteral elements: UInt8...) { self.init(elements) }
}

extension String {
  /// The text whose UTF-8 these bytes are; nil if they are not UTF-8.
  @inlinable
  public init?(_ bytes: Bytes) {
    guard let text = bytes.withUnsafeBytes({ try? String(utf8: $0) }) else { return nil }
    self = text
  }

  /// The text whose UTF-8 this memory holds.
  ///
  /// - Throws: ``CoderError/invalidUTF8``.
  @inlinable @inline(__always)
  package init(utf8 memory: UnsafeRawBufferPointer) throws(CoderError) {
    if let text = SmallText.make(ascii: memory) {
      self = text
      return
    }
    let units = memory.assumingMemoryBound(to: UInt8.self)
    do {
      self = String(copying: try UTF8Span(validating: units.span))
    } catch {
      try CoderError.invalidUTF8.raise()
    }
  }
}
