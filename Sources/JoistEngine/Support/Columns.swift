extension UnsafeMutablePointer where Pointee: BitwiseCopyable {
  /// Moves a column to new memory with room for `capacity` values, and frees the old memory.
  /// - Parameter kept: the number of values to keep, from the first; at most `capacity`, and at most the old capacity.
  @inline(__always)
  mutating func resize(to capacity: Int, keeping kept: Int) {
    // SAFETY: `self` was allocated with `allocate` and has a single owner, which holds no other pointer to it after
    // this.
    let moved = Self.allocate(capacity: capacity)
    moved.update(from: self, count: kept)
    deallocate()
    self = moved
  }
}
