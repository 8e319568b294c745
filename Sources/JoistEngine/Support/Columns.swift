extension UnsafeMutablePointer where Pointee: BitwiseCopyable {
  /// Moves a column to new memory with room for `capacity` values, and frees the old memory.
  /// - Parameter kept: how many of its values are kept, the first ones; no more than the new memory has room for.
  @inline(__always)
  mutating func resize(to capacity: Int, keeping kept: Int) {
    let moved = Self.allocate(capacity: capacity)
    moved.update(from: self, count: kept)
    deallocate()
    self = moved
  }
}
