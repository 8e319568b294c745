/// The accumulators of one window and key group. The engine knows which slot a key has; what stands in the slot, the
/// carrier alone knows.
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
  ///   failed are in; it may be given again with those behind it.
  func add(
    values: UnsafePointer<UnsafeRawBufferPointer>, slots: UnsafePointer<UInt32>, count: Int, kind: RecordBlock.Values)
    throws

  /// Appends each slot's key and encoded accumulator, in slot order, to a block that is being made.
  /// - Throws: a `CombineFailure` where an accumulator has no encoding.
  func emit(keys: KeyColumn, into builder: ElementBlockBuilder) throws

  /// Appends the key and encoded accumulator of some slots, in the order given: what a late pane of them needs.
  func emit(slots: UnsafeBufferPointer<UInt32>, keys: KeyColumn, into builder: ElementBlockBuilder) throws

  /// Forgets all slots and keeps the memory for the next window.
  func reset()

  /// The memory that the accumulators take, in bytes (an estimate where they hold references).
  var memory: Int { get }
}

extension CombineStore {
  /// Emits all slots aside and copies those that were asked for: right for any store, slow for a large one.
  public func emit(slots: UnsafeBufferPointer<UInt32>, keys: KeyColumn, into builder: ElementBlockBuilder) throws {
    let all = ElementBlockBuilder(elementCapacity: keys.count)
    try emit(keys: keys, into: all)
    for slot in slots {
      let start = all.offsets[Int(slot)]
      builder.append(all.bytes + start, count: all.offsets[Int(slot) + 1] - start)
      builder.endElement()
    }
  }
}

/// The encoded keys of a table, by slot.
public struct KeyColumn {
  /// The keys, one behind the other.
  public let bytes: UnsafePointer<UInt8>
  /// Where each key starts, and behind the last where it ends: `count + 1` entries.
  public let offsets: UnsafePointer<Int>
  /// How many keys there are.
  public let count: Int

  /// Makes a view on keys that somebody else owns.
  @inlinable public init(bytes: UnsafePointer<UInt8>, offsets: UnsafePointer<Int>, count: Int) {
    self.bytes = bytes
    self.offsets = offsets
    self.count = count
  }

  /// A copy of the key of a slot.
  public subscript(slot: Int) -> [UInt8] {
    Array(UnsafeBufferPointer(start: bytes + offsets[slot], count: offsets[slot + 1] - offsets[slot]))
  }
}
