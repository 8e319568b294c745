public import Rows

/// Records in the order of their key groups, in one buffer.
@frozen public struct SortedRecords: ~Copyable {
  @usableFromInline package var writer: RawWriter
  /// The position and counts of each key group's records.
  // SAFETY: `GroupWriters.groups` initialised entries, freed in `deinit`; they need no destruction.
  @usableFromInline package let groups: UnsafeMutablePointer<Group>

  /// The records of one key group.
  @frozen @usableFromInline package struct Group {
    /// The offset at which they end.
    @usableFromInline package var end = 0
    /// The number of records.
    @usableFromInline package var count = 0
    /// The number of elements that they stand for, if they have the general form.
    @usableFromInline package var elements = 0

    @usableFromInline init() {}
  }

  /// Creates an empty buffer with room for `capacity` bytes.
  package init(capacity: Int) {
    writer = RawWriter(capacity: capacity)
    groups = .allocate(capacity: GroupWriters.groups)
    groups.initialize(repeating: Group(), count: GroupWriters.groups)
  }

  deinit { groups.deallocate() }
}
