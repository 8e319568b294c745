import Beam

/// Room for records that are processed together, each with the slot of its key and window.
struct KeyedBatch: ~Copyable {
  // SAFETY: each column has room for `capacity` entries. Whoever fills them passes on no more than it has set. Their types
  // need no deinitialisation.
  let records: UnsafeMutablePointer<UnsafeRawBufferPointer>
  let slots: UnsafeMutablePointer<Int>
  let times: UnsafeMutablePointer<Int64>
  let contexts: UnsafeMutablePointer<UInt32>

  /// The most records in a batch.
  static let capacity = BatchCapacity.elements

  init() {
    records = .allocate(capacity: Self.capacity)
    slots = .allocate(capacity: Self.capacity)
    times = .allocate(capacity: Self.capacity)
    contexts = .allocate(capacity: Self.capacity)
  }

  deinit {
    records.deallocate()
    slots.deallocate()
    times.deallocate()
    contexts.deallocate()
  }

  /// Sets a record. The index must be below the capacity.
  @inline(__always)
  func set(_ record: UnsafeRawBufferPointer, slot: Int, time: Int64, context: UInt32, at index: Int) {
    (records + index).initialize(to: record)
    (slots + index).initialize(to: slot)
    (times + index).initialize(to: time)
    (contexts + index).initialize(to: context)
  }
}
