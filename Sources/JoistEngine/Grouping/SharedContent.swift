import JoistPlan

/// What the slots of a shared table hold.
enum SharedContent {
  /// Values, each chained to the one before it.
  case values(ValueChains)
  /// Accumulators, which the carrier alone understands.
  case accumulators(any CombineStore)

  /// The memory it takes, in bytes.
  var memory: Int {
    switch self {
    case .values(let chains): chains.memory
    case .accumulators(let store): store.memory
    }
  }

  /// Adds records to slots, in order; as `GroupContent.add`.
  func add(
    values: UnsafePointer<UnsafeRawBufferPointer>, slots: UnsafePointer<UInt32>, count: Int,
    kind: RecordSegment.Values, keyOf: (_ slot: UInt32) -> [UInt8], mayRetry: (any Error) throws -> Void
  ) throws {
    switch self {
    case .values(let chains): chains.add(values: values, slots: slots, count: count)
    case .accumulators(let store):
      try Combining.retrying(count, mayRetry: mayRetry) { done in
        try store.add(values: values + done, slots: slots + done, count: count - done, kind: kind)
      } keyOf: {
        keyOf(slots[$0])
      }
    }
  }

  /// Adds one value to a slot.
  func add(
    _ value: UnsafeRawBufferPointer, to slot: UInt32, _ kind: RecordSegment.Values, _ work: GroupWork,
    key: () -> [UInt8]
  ) throws {
    try withUnsafePointer(to: value) { value in
      try withUnsafePointer(to: slot) { slot in
        try add(values: value, slots: slot, count: 1, kind: kind, keyOf: { _ in key() }, mayRetry: work.mayRetry)
      }
    }
  }

  /// Makes slots hold nothing; those that are new are made.
  func clear(_ slots: [UInt32]) {
    switch self {
    case .values(let chains): chains.clear(slots)
    case .accumulators(let store): slots.withUnsafeBufferPointer { store.clear(slots: $0) }
    }
  }

  /// Appends the keys of slots with what these hold, in the order given.
  /// - Parameter numbers: for each slot the number of its key in `keys`.
  func emit(
    _ slots: [UInt32], numbers: [UInt32], keys: KeyColumn, into writer: PaneWriter, _ part: PaneWriter.Part
  ) throws {
    try Combining.naming({ keys[Int(numbers[$0])] }) {
      switch self {
      case .values(let chains): try chains.emit(slots, numbers: numbers, keys: keys, into: writer, part)
      case .accumulators(let store):
        try writer.write(part) { builder in
          try slots.withUnsafeBufferPointer { slots in
            try numbers.withUnsafeBufferPointer { numbers in
              guard let first = numbers.baseAddress else { return }
              try store.emit(slots: slots, numbers: first, keys: keys, into: builder)
            }
          }
        }
      }
    }
  }
}
