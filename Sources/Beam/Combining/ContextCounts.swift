/// How many records and keys a table has taken in each context.
@frozen @usableFromInline package struct ContextCounts {
  /// What there is of one context.
  @frozen @usableFromInline package struct Count {
    /// Records.
    @usableFromInline package var elements = 0
    /// Keys.
    @usableFromInline package var keys = 0
  }

  /// By the number of the context: valid below `limit`.
  @usableFromInline package var counts: UnsafeMutablePointer<Count>
  /// All contexts have lower numbers.
  @usableFromInline package var limit = 0
  @usableFromInline var capacity = 8
  /// The context of all records, or `RecordRun.general` where there are several.
  @usableFromInline package var only = RecordRun.general

  @usableFromInline init() { counts = .allocate(capacity: 8) }

  /// Makes room for contexts below a number.
  @inlinable @inline(__always)
  mutating func reserve(_ wanted: Int) {
    if wanted > limit { extend(to: wanted) }
  }

  @usableFromInline @inline(never) mutating func extend(to wanted: Int) {
    if wanted > capacity {
      let larger = max(wanted, capacity * 2)
      let moved = UnsafeMutablePointer<Count>.allocate(capacity: larger)
      moved.update(from: counts, count: limit)
      counts.deallocate()
      counts = moved
      capacity = larger
    }
    (counts + limit).initialize(repeating: Count(), count: wanted - limit)
    limit = wanted
  }

  /// Notes whose records follow: those of one context, or `RecordRun.general`.
  @inlinable @inline(__always)
  mutating func begin(_ context: UInt32, isEmpty: Bool) {
    if only != context { only = isEmpty ? context : RecordRun.general }
  }

  /// Takes the next key's share of a context's records: all of them when all its keys have been asked for.
  @inlinable @inline(__always)
  mutating func takeShare(of context: UInt32) -> UInt32 {
    let count = counts + Int(context)
    let share = count.pointee.elements / max(1, count.pointee.keys)
    count.pointee.elements &-= share
    count.pointee.keys &-= 1
    return UInt32(clamping: share)
  }

  /// Forgets all contexts.
  @usableFromInline mutating func clear() {
    limit = 0
    only = RecordRun.general
  }

  @usableFromInline func deallocate() { counts.deallocate() }
}
