/// A number for each key of a shared table; 0 at first.
///
/// SAFETY: the struct owns `numbers`, of which the first `capacity` are initialized. Callers reserve the table's `keyLimit`
/// first, so every key is below `capacity`.
struct KeyNumbers: ~Copyable {
  private var numbers = UnsafeMutablePointer<UInt32>.allocate(capacity: 64)
  private var capacity = 0

  deinit { numbers.deallocate() }

  /// Makes room for all keys below `wanted`.
  mutating func reserve(_ wanted: Int) {
    if wanted <= capacity { return }
    let larger = max(64, capacity * 2, wanted)
    numbers.resize(to: larger, keeping: capacity)
    (numbers + capacity).initialize(repeating: 0, count: larger - capacity)
    capacity = larger
  }

  /// The number of a key.
  @inline(__always)
  subscript(key: UInt32) -> UInt32 {
    get { numbers[Int(key)] }
    nonmutating set { numbers[Int(key)] = newValue }
  }
}
