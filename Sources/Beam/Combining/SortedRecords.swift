public import Rows

/// The records of one window in the order of their key groups, all in one piece of memory.
@frozen public struct SortedRecords: ~Copyable {
  @usableFromInline package var writer: RawWriter
  /// For each key group where its records end.
  @usableFromInline package let ends: UnsafeMutablePointer<Int>
  /// For each key group how many there are.
  @usableFromInline package let counts: UnsafeMutablePointer<Int>

  /// Makes an empty one with room for so many bytes.
  package init(capacity: Int) {
    writer = RawWriter(capacity: capacity)
    ends = .allocate(capacity: GroupWriters.groups)
    counts = .allocate(capacity: GroupWriters.groups)
    ends.initialize(repeating: 0, count: GroupWriters.groups)
    counts.initialize(repeating: 0, count: GroupWriters.groups)
  }

  deinit {
    ends.deallocate()
    counts.deallocate()
  }
}
