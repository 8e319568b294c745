public import Rows

/// Records in the order of their key groups, all in one piece of memory.
@frozen public struct SortedRecords: ~Copyable {
  @usableFromInline package var writer: RawWriter
  /// For each key group what there is of it.
  @usableFromInline package let groups: UnsafeMutablePointer<Group>

  /// The records of one key group.
  @frozen @usableFromInline package struct Group {
    /// Where they end.
    @usableFromInline package var end = 0
    /// How many there are.
    @usableFromInline package var count = 0
    /// How many elements they stand for, where they are of the general form.
    @usableFromInline package var elements = 0

    @usableFromInline init() {}
  }

  /// Makes an empty one with room for so many bytes.
  package init(capacity: Int) {
    writer = RawWriter(capacity: capacity)
    groups = .allocate(capacity: GroupWriters.groups)
    groups.initialize(repeating: Group(), count: GroupWriters.groups)
  }

  deinit { groups.deallocate() }
}
