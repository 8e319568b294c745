import JoistPlan

/// Scratch memory for a run of records, small enough to stay in the nearest cache. One per task.
///
/// SAFETY: the scratch owns its memory, has one thread, and is never given more than `chunk` records.
final class RecordScratch {
  /// The number of records that are processed together: few enough that they stay in the nearest cache from one pass to
  /// the next.
  static let chunk = 256

  /// The address of each record.
  let addresses = UnsafeMutablePointer<UnsafePointer<UInt8>>.allocate(capacity: chunk)
  /// The records of the chunk that go to one table, in order.
  let chosen = UnsafeMutablePointer<UnsafePointer<UInt8>>.allocate(capacity: chunk)
  /// The chain of each record in `chosen`.
  let chains = UnsafeMutablePointer<UInt32>.allocate(capacity: chunk)
  /// The values of the records.
  let values = UnsafeMutablePointer<UnsafeRawBufferPointer>.allocate(capacity: chunk)
  /// The numbers of the records' keys.
  let keys = UnsafeMutablePointer<UInt32>.allocate(capacity: chunk)
  /// The slots of the records.
  let slots = UnsafeMutablePointer<UInt32>.allocate(capacity: chunk)
  /// Scratch memory for the contexts of the current block.
  let contexts = ContextScratch()

  deinit {
    addresses.deallocate()
    chosen.deallocate()
    chains.deallocate()
    values.deallocate()
    keys.deallocate()
    slots.deallocate()
  }

  /// Notes the addresses of records that follow one another, and returns the address after the last.
  func read(_ start: UnsafePointer<UInt8>, count: Int, headerSize: Int) -> UnsafePointer<UInt8> {
    var address = start
    for index in 0..<count {
      addresses[index] = address
      address = Record(at: address, headerSize: headerSize).end
    }
    return address
  }
}
