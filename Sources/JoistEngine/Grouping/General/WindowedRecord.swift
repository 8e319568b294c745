import JoistPlan

/// A record with its windows, for machines that treat records one by one. Valid only while its block lives.
struct WindowedRecord {
  /// The address of the record.
  let address: UnsafePointer<UInt8>
  /// The windows of its elements.
  let windows: [Window]
  /// The timestamp of its elements, in milliseconds; nil if it was not kept.
  let time: Int64?
  /// The number of elements that it stands for.
  let elements: Int
}

extension RecordSegment {
  /// Calls `body` with each record, in order.
  func forEachRecord(of block: RecordBlock, _ body: (WindowedRecord) throws -> Void) rethrows {
    // SAFETY: addresses point into the block, which the caller's unit keeps alive until its machine has performed it.
    var address = bytes
    // Lean records of several elements share them; the first ones have what the division leaves.
    let (share, rest) = elementCount.quotientAndRemainder(dividingBy: max(1, count))
    for index in 0..<count {
      switch form {
      case .lean(let context):
        try body(
          WindowedRecord(
            address: address, windows: block.contexts[Int(context)].windows, time: nil,
            elements: share + (index < rest ? 1 : 0)))
      case .general:
        try body(
          WindowedRecord(
            address: address, windows: block.contexts[Int(Record.context(at: address))].windows,
            time: Record.time(at: address), elements: Int(Record.elements(at: address))))
      }
      address = Record(at: address, headerSize: form.headerSize).end
    }
  }
}
