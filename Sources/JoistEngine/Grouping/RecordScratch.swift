import JoistPlan

/// Memory for what is known of a run of records, small enough to stay in the nearest cache. One per task.
final class RecordScratch {
  /// Records that are worked on together: few enough that they stay in the nearest cache from one pass to the next.
  static let chunk = 256

  /// Where each record starts.
  let addresses = UnsafeMutablePointer<UnsafePointer<UInt8>>.allocate(capacity: chunk)
  /// The records of the chunk that go to one table, in order.
  let chosen = UnsafeMutablePointer<UnsafePointer<UInt8>>.allocate(capacity: chunk)
  /// The chain of each record in `chosen`.
  let chains = UnsafeMutablePointer<UInt32>.allocate(capacity: chunk)
  /// Their values.
  let values = UnsafeMutablePointer<UnsafeRawBufferPointer>.allocate(capacity: chunk)
  /// The numbers of their keys.
  let keys = UnsafeMutablePointer<UInt32>.allocate(capacity: chunk)
  /// Their slots.
  let slots = UnsafeMutablePointer<UInt32>.allocate(capacity: chunk)
  /// What is known of the contexts of the block at hand.
  let contexts = ContextScratch()

  deinit {
    addresses.deallocate()
    chosen.deallocate()
    chains.deallocate()
    values.deallocate()
    keys.deallocate()
    slots.deallocate()
  }

  /// Notes where records start that lie one after another; returns where the one after the last starts.
  func read(_ start: UnsafePointer<UInt8>, count: Int, headerSize: Int) -> UnsafePointer<UInt8> {
    var address = start
    for index in 0..<count {
      addresses[index] = address
      address = Record(at: address, headerSize: headerSize).end
    }
    return address
  }
}
