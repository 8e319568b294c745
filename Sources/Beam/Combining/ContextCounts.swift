/// Counts the records and keys that a table has taken, per context. The owner calls `deallocate` once.
@frozen @usableFromInline package struct ContextCounts {
  /// The counts of one context.
  @frozen @usableFromInline package struct Count {
    /// The number of records.
    @usableFromInline package var elements = 0
    /// The number of keys.
    @usableFromInline package var keys = 0
  }

  /// The counts, by the number of the context.
  // SAFETY: allocated here with `capacity` entries, of which the first `limit` are initialised. The loops that index it reserve
  // all contexts of the bundle first.
  @usableFromInline package var counts: UnsafeMutablePointer<Count>
  /// The number of contexts that have counts.
  @usableFromInline package var limit = 0
  @usableFromInline var capacity = 8
  /// The context of all records; `RecordRun.general` if there are several contexts.
  @usableFromInline package var only = RecordRun.general

  @usableFromInline init() { counts = .allocate(capacity: 8) }

  /// Makes room for the contexts below a number.
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

  /// Sets the context of the records that follow: one context, or `RecordRun.general`.
  @inlinable @inline(__always)
  mutating func begin(_ context: UInt32, isEmpty: Bool) {
    if only != context { only = isEmpty ? context : RecordRun.general }
  }

  /// Takes the next key's share of a context's records. Once every key has taken its share, all records are taken.
  @inlinable @inline(__always)
  mutating func takeShare(of context: UInt32) -> UInt32 {
    let count = counts + Int(context)
    let share = count.pointee.elements / max(1, count.pointee.keys)
    count.pointee.elements &-= share
    count.pointee.keys &-= 1
    return UInt32(clamping: share)
  }

  /// Removes the counts of all contexts.
  @usableFromInline mutating func clear() {
    limit = 0
    only = RecordRun.general
  }

  @usableFromInline func deallocate() { counts.deallocate() }
}
