/// The accumulators of a table of keys. The engine knows the slot of each key; only the worker knows what a slot holds.
///
/// A store belongs to one key-group machine, and only one thread at a time calls it.
public protocol CombineStore: AnyObject {
  /// Adds values to the accumulators of slots, in order.
  ///
  /// All slots exist already, except that a number equal to the number of slots makes a new slot.
  /// - Parameters:
  ///   - values: the encoded value of each record.
  ///   - slots: the slot of each record.
  ///   - count: the number of records.
  ///   - kind: whether the values are inputs or accumulators.
  /// - Throws: a `CombineFailure` with the error of the user's combiner or of the coder. The records before the failed
  ///   one have been added. The caller may retry the failed record together with those after it.
  func add(
    values: UnsafePointer<UnsafeRawBufferPointer>, slots: UnsafePointer<UInt32>, count: Int, kind: RecordSegment.Values)
    throws

  /// Merges accumulators into those of other slots, in order: `sources[i]` into `targets[i]`. The sources do not
  /// change.
  ///
  /// All targets exist already, except that a number equal to the number of slots makes a new slot.
  /// - Throws: a `CombineFailure` with the error of the user's combiner. The merges before the failed one have been
  ///   done.
  func merge(sources: UnsafePointer<UInt32>, into targets: UnsafePointer<UInt32>, count: Int) throws

  /// Resets slots, in order, to the accumulator of no input. A number equal to the number of slots makes a new slot.
  func clear(slots: UnsafeBufferPointer<UInt32>)

  /// Appends the key and encoded accumulator of each slot to a block, in slot order.
  /// - Throws: a `CombineFailure` if an accumulator cannot be encoded.
  func emit(keys: KeyColumn, into builder: ElementBlockBuilder) throws

  /// Appends the keys and encoded accumulators of some slots, in the order given.
  /// - Parameters:
  ///   - slots: the slots.
  ///   - numbers: for each slot the index of its key in `keys`.
  ///   - keys: the keys.
  ///   - builder: receives the elements.
  /// - Throws: a `CombineFailure` if an accumulator cannot be encoded.
  func emit(
    slots: UnsafeBufferPointer<UInt32>, numbers: UnsafePointer<UInt32>, keys: KeyColumn,
    into builder: ElementBlockBuilder) throws

  /// Removes all slots and keeps their memory for the next window.
  func reset()

  /// The memory of the accumulators, in bytes; an estimate if they hold references.
  var memory: Int { get }
}

/// A view of the encoded keys of a table, by slot. The table owns the memory, so the view is valid until the table
/// changes.
public struct KeyColumn {
  /// The keys, one after another.
  public let bytes: UnsafePointer<UInt8>
  /// The offset at which each key starts, and after the last one the offset at which it ends: `count + 1` entries.
  public let offsets: UnsafePointer<Int>
  /// The number of keys.
  public let count: Int

  /// Makes a view of keys that the caller owns.
  @inlinable public init(bytes: UnsafePointer<UInt8>, offsets: UnsafePointer<Int>, count: Int) {
    self.bytes = bytes
    self.offsets = offsets
    self.count = count
  }

  /// The indices of the keys.
  @inlinable public var indices: Range<Int> { 0..<count }

  /// A copy of a key.
  public subscript(slot: Int) -> [UInt8] {
    // SAFETY: the table keeps the memory while the view is in use, and its offsets ascend within it.
    Array(UnsafeBufferPointer(start: bytes + offsets[slot], count: offsets[slot + 1] - offsets[slot]))
  }
}
