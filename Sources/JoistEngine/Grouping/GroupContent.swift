import JoistPlan

/// What the slots of a window table hold.
enum GroupContent {
  /// Lists of values.
  case values(ValueLists)
  /// Accumulators, which the carrier alone understands.
  case accumulators(any CombineStore)

  /// The memory it takes, in bytes.
  var memory: Int {
    switch self {
    case .values(let lists): lists.memory
    case .accumulators(let store): store.memory
    }
  }

  /// Forgets everything and keeps the memory.
  func reset() {
    switch self {
    case .values(let lists): lists.reset()
    case .accumulators(let store): store.reset()
    }
  }

  /// Adds records to slots, in order.
  func add(
    values: UnsafePointer<UnsafeRawBufferPointer>, slots: UnsafePointer<UInt32>, count: Int, kind: RecordBlock.Values
  ) throws {
    switch self {
    case .values(let lists): lists.add(values: values, slots: slots, count: count)
    case .accumulators(let store): try store.add(values: values, slots: slots, count: count, kind: kind)
    }
  }

  /// Appends all keys with what they hold, in slot order.
  func emit(keys: KeyColumn, into writer: PaneWriter, _ part: PaneWriter.Part) throws {
    switch self {
    case .values(let lists): lists.emit(slots: nil, keys: keys, into: writer, part)
    case .accumulators(let store): try writer.write(part) { try store.emit(keys: keys, into: $0) }
    }
  }

  /// Appends some keys with what they hold, in the order given.
  func emit(slots: [UInt32], keys: KeyColumn, into writer: PaneWriter, _ part: PaneWriter.Part) throws {
    switch self {
    case .values(let lists): lists.emit(slots: slots, keys: keys, into: writer, part)
    case .accumulators(let store):
      try slots.withUnsafeBufferPointer { some in
        try writer.write(part) { try store.emit(slots: some, keys: keys, into: $0) }
      }
    }
  }
}
