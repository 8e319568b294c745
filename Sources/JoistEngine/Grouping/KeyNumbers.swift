/// A number for each key of a shared table, by the number of the key; 0 at first.
struct KeyNumbers: ~Copyable {
  private var numbers = UnsafeMutablePointer<UInt32>.allocate(capacity: 64)
  private var capacity = 0

  deinit { numbers.deallocate() }

  /// Makes room for the keys whose numbers are lower.
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
