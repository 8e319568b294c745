/// The accumulators of a table of keys. The engine knows which slot a key has; the carrier alone knows what a slot holds.
///
/// A store belongs to one key-group machine and is called by one thread at a time.
public protocol CombineStore: AnyObject {
  /// Adds the values of records to slots, in order.
  ///
  /// A slot number equal to the number of slots so far makes a new slot; all others exist.
  /// - Parameters:
  ///   - values: for each record the address of its encoded value.
  ///   - slots: for each record its slot.
  ///   - count: how many records there are.
  ///   - kind: whether the values are inputs or accumulators.
  /// - Throws: a `CombineFailure` with what the user's combiner threw, or a decode error. The records before the one that
  ///   failed are in; it may be given again with those after it.
  func add(
    values: UnsafePointer<UnsafeRawBufferPointer>, slots: UnsafePointer<UInt32>, count: Int, kind: RecordSegment.Values)
    throws

  /// Merges accumulators into those of other slots, in order: `sources[i]` into `targets[i]`. The sources stay as they are.
  ///
  /// A target number equal to the number of slots so far makes a new slot; all others exist.
  /// - Throws: a `CombineFailure` with what the user's combiner threw. The merges before the one that failed are done.
  func merge(sources: UnsafePointer<UInt32>, into targets: UnsafePointer<UInt32>, count: Int) throws

  /// Makes the accumulators of some slots, in order, those of no input. A slot number equal to the number of slots so far
  /// makes a new slot.
  func clear(slots: UnsafeBufferPointer<UInt32>)

  /// Appends each slot's key and encoded accumulator, in slot order, to a block that is being made.
  /// - Throws: a `CombineFailure` where an accumulator has no encoding.
  func emit(keys: KeyColumn, into builder: ElementBlockBuilder) throws

  /// Appends some slots' keys and encoded accumulators, in the order given.
  /// - Parameters:
  ///   - slots: the slots.
  ///   - numbers: for each of them the number of its key in `keys`.
  ///   - keys: the keys.
  ///   - builder: receives the elements.
  /// - Throws: a `CombineFailure` where an accumulator has no encoding.
  func emit(
    slots: UnsafeBufferPointer<UInt32>, numbers: UnsafePointer<UInt32>, keys: KeyColumn,
    into builder: ElementBlockBuilder) throws

  /// Forgets all slots and keeps the memory for the next window.
  func reset()

  /// The memory that the accumulators take, in bytes (an estimate where they hold references).
  var memory: Int { get }
}

/// The encoded keys of a table, by number.
public struct KeyColumn {
  /// The keys, one after another.
  public let bytes: UnsafePointer<UInt8>
  /// Where each key starts, and after the last where it ends: `count + 1` entries.
  public let offsets: UnsafePointer<Int>
  /// How many keys there are.
  public let count: Int

  /// Makes a view of keys that somebody else owns.
  @inlinable public init(bytes: UnsafePointer<UInt8>, offsets: UnsafePointer<Int>, count: Int) {
    self.bytes = bytes
    self.offsets = offsets
    self.count = count
  }

  /// The numbers of the keys.
  @inlinable public var indices: Range<Int> { 0..<count }

  /// A copy of a key.
  public subscript(slot: Int) -> [UInt8] {
    Array(UnsafeBufferPointer(start: bytes + offsets[slot], count: offsets[slot + 1] - offsets[slot]))
  }
}
