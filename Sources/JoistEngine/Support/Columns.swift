extension UnsafeMutablePointer where Pointee: BitwiseCopyable {
  /// Moves a column to memory of its own for so many values, and frees the memory it was in.
  /// - Parameter kept: how many of its values are kept, the first ones; no more than the new memory has room for.
  @inline(__always)
  mutating func resize(to capacity: Int, keeping kept: Int) {
    let moved = Self.allocate(capacity: capacity)
    moved.update(from: self, count: kept)
    deallocate()
    self = moved
  }
}
