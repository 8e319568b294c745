import JoistPlan

/// Memory for the slots and values of a run of records, small enough to stay in the nearest cache. One per task.
final class RecordScratch {
  private static let chunk = 1024
  private let slots = UnsafeMutablePointer<UInt32>.allocate(capacity: chunk)
  private let values = UnsafeMutablePointer<UnsafeRawBufferPointer>.allocate(capacity: chunk)

  /// Asked with what a combiner threw: returns where the record is to be tried again, throws otherwise.
  let mayRetry: (any Error) throws -> Void

  init(mayRetry: @escaping (any Error) throws -> Void) { self.mayRetry = mayRetry }

  deinit {
    slots.deallocate()
    values.deallocate()
  }

  /// Finds the slots of a block's records, a run at a time.
  func forEachChunk(
    of block: RecordBlock, in keys: KeyTable,
    _ body: (UnsafePointer<UnsafeRawBufferPointer>, UnsafePointer<UInt32>, Int) throws -> Void
  ) rethrows {
    var address = UnsafePointer(block.bytes)
    var left = block.count
    while left > 0 {
      let count = min(left, Self.chunk)
      address = keys.slots(at: address, count: count, into: slots, values: values)
      try body(values, slots, count)
      left -= count
    }
    withExtendedLifetime(block) {}
  }
}
