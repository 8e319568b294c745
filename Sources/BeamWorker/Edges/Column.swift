/// A column of a block that is being written. Its owner deallocates it.
struct Column<Value: BitwiseCopyable & Equatable> {
  private(set) var base: UnsafeMutablePointer<Value> = .allocate(capacity: 64)
  private(set) var count = 0
  private var capacity = 64

  /// Makes room for more values after those there are and counts them in; the caller writes them.
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

  /// The memory it takes, in bytes.
  var memory: Int { capacity * MemoryLayout<Value>.stride }

  /// Whether all values are the same.
  var isUniform: Bool {
    for i in 1..<max(1, count) where base[i] != base[0] { return false }
    return true
  }

  /// The values in memory of their own, which the caller frees.
  func copy() -> UnsafeMutablePointer<Value> {
    let copy = UnsafeMutablePointer<Value>.allocate(capacity: count)
    copy.update(from: base, count: count)
    return copy
  }

  /// Frees the memory of an empty column that has room for more than so many values.
  mutating func shrink(to most: Int) {
    guard capacity > most else { return }
    base.deallocate()
    base = .allocate(capacity: 64)
    capacity = 64
  }

  /// Frees the memory; the column is not used any more.
  func deallocate() { base.deallocate() }
}
