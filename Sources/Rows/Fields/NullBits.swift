/// The set of absent fields of a row: a bit for each field.
public struct NullBits: Sendable, Hashable {
  /// The bits of the first 64 fields, the first field lowest.
  @usableFromInline var low: UInt64 = 0
  /// The bits of the other fields, in words; nil while none of them is absent.
  @usableFromInline var high: [UInt64]?

  /// No field is absent.
  @inlinable @inline(__always)
  public init() {}

  /// Marks a field as absent if its value is.
  @inlinable @inline(__always)
  public mutating func note<Value: RowValue>(_ index: Int, _ value: borrowing Value) {
    if Value.isAbsent(value) { mark(index) }
  }

  /// Marks a field as absent.
  @inlinable @inline(__always)
  public mutating func mark(_ index: Int) {
    if index < 64 {
      low |= 1 &<< UInt64(truncatingIfNeeded: index)
    } else {
      markHigh(index &- 64)
    }
  }

  /// Whether no field is absent.
  @inlinable @inline(__always)
  public var isEmpty: Bool { low == 0 && high == nil }

  /// The bits in words of 64, the first field lowest in the first word, without zero words at the end.
  public var words: [UInt64] {
    var words = [low] + (high ?? [])
    while words.last == 0 { words.removeLast() }
    return words
  }

  @usableFromInline @inline(never)
  mutating func markHigh(_ index: Int) {
    var words = high ?? []
    while words.count <= index / 64 { words.append(0) }
    words[index / 64] |= 1 << UInt64(index % 64)
    high = words
  }
}
