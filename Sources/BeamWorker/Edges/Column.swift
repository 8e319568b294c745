/// A column of a block that is being written. The owner calls `deallocate` once.
struct Column<Value: BitwiseCopyable & Equatable> {
  // SAFETY: `base` has room for `capacity` values. `extend` grows it before it counts values in, and callers write the values
  // that they have counted in. Values are bitwise copyable, so none needs to be destroyed.
  private(set) var base: UnsafeMutablePointer<Value> = .allocate(capacity: 64)
  private(set) var count = 0
  private var capacity = 64

  /// Makes room for more values at the end, and counts them. The caller must write them.
  mutating func extend(by more: Int) -> UnsafeMutablePointer<Value> {
    if count + more > capacity {
      let larger = max(capacity * 2, count + more)
      let moved = UnsafeMutablePointer<Value>.allocate(capacity: larger)
      moved.update(from: base, count: count)
      base.deallocate()
      base = moved
      capacity = larger
    }
    let start = base + count
    count += more
    return start
  }

  mutating func append(_ value: Value) { extend(by: 1).initialize(to: value) }

  mutating func removeAll() { count = 0 }

  /// The memory of the column, in bytes.
  var memory: Int { capacity * MemoryLayout<Value>.stride }

  /// Whether all values are equal.
  var isUniform: Bool {
    for i in 1..<max(1, count) where base[i] != base[0] { return false }
    return true
  }

  /// Returns a copy of the values, which the caller frees.
  func copy() -> UnsafeMutablePointer<Value> {
    let copy = UnsafeMutablePointer<Value>.allocate(capacity: count)
    copy.update(from: base, count: count)
    return copy
  }

  /// Shrinks an empty column that has room for more than `most` values.
  mutating func shrink(to most: Int) {
    guard capacity > most else { return }
    base.deallocate()
    base = .allocate(capacity: 64)
    capacity = 64
  }

  /// Frees the memory. The column must not be used afterwards.
  func deallocate() { base.deallocate() }
}
