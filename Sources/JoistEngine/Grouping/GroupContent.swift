import JoistPlan

/// The content of a window's own table, by slot.
enum GroupContent {
  /// Lists of values.
  case values(ValueLists)
  /// Accumulators, which only the worker understands.
  case accumulators(any CombineStore)

  /// The memory of the content, in bytes.
  var memory: Int {
    switch self {
    case .values(let lists): lists.memory
    case .accumulators(let store): store.memory
    }
  }

  /// Removes everything and keeps the memory.
  func reset() {
    switch self {
    case .values(let lists): lists.reset()
    case .accumulators(let store): store.reset()
    }
  }

  /// Adds records to slots, in order.
  /// - Parameters:
  ///   - keyOf: the key of a slot.
  ///   - mayRetry: called with a combiner's error; returns if the record is to be tried again, and throws otherwise.
  /// - Throws: a `GroupingFailure` with the error that `mayRetry` threw.
  func add(
    values: UnsafePointer<UnsafeRawBufferPointer>, slots: UnsafePointer<UInt32>, count: Int,
    kind: RecordSegment.Values, keyOf: (_ slot: UInt32) -> [UInt8], mayRetry: (any Error) throws -> Void
  ) throws {
    switch self {
    case .values(let lists): lists.add(values: values, slots: slots, count: count)
    case .accumulators(let store):
      try Combining.add(
        values: values, slots: slots, count: count, kind: kind, to: store, keyOf: keyOf, mayRetry: mayRetry)
    }
  }

  /// Appends all keys with their content, in slot order.
  func emit(keys: KeyColumn, into writer: PaneWriter, _ part: PaneWriter.Part) throws {
    try Combining.naming({ keys[$0] }) {
      switch self {
      case .values(let lists): try lists.emit(keys: keys, into: writer, part)
      case .accumulators(let store): try writer.write(part) { try store.emit(keys: keys, into: $0) }
      }
    }
  }
}

extension GroupContent {
  /// Adds the content of all keys to slots of a shared table.
  /// - Parameter slots: the slot of each key.
  func move(_ keys: KeyColumn, to shared: SharedContent, _ slots: [UInt32], _ work: GroupWork) throws {
    switch self {
    case .values(let lists):
      try lists.forEach { number, bytes, length in
        try shared.add(UnsafeRawBufferPointer(start: bytes, count: length), to: slots[number], .inputs, work) {
          keys[number]
        }
      }
    case .accumulators(let store):
      let builder = ElementBlockBuilder(elementCapacity: keys.count)
      try Combining.naming({ keys[$0] }) { try store.emit(keys: keys, into: builder) }
      for number in keys.indices {
        let start = builder.offsets[number] + keys.offsets[number + 1] - keys.offsets[number]
        let value = UnsafeRawBufferPointer(start: builder.bytes + start, count: builder.offsets[number + 1] - start)
        try shared.add(value, to: slots[number], .partials, work) { keys[number] }
      }
    }
  }
}

/// Turns failures of combiners into failures of keys.
enum Combining {
  /// Adds records to slots of a store, in order; as `GroupContent.add`.
  static func add(
    values: UnsafePointer<UnsafeRawBufferPointer>, slots: UnsafePointer<UInt32>, count: Int,
    kind: RecordSegment.Values, to store: any CombineStore, keyOf: (_ slot: UInt32) -> [UInt8],
    mayRetry: (any Error) throws -> Void
  ) throws {
    try retrying(count, mayRetry: mayRetry) { done in
      try store.add(values: values + done, slots: slots + done, count: count - done, kind: kind)
    } keyOf: {
      keyOf(slots[$0])
    }
  }

  /// Calls `body` with the number of inputs that are done, until all are.
  /// - Throws: a `GroupingFailure` with the error that `mayRetry` threw.
  static func retrying(
    _ count: Int, mayRetry: (any Error) throws -> Void, _ body: (_ done: Int) throws -> Void,
    keyOf: (_ index: Int) -> [UInt8]
  ) throws {
    var done = 0
    while done < count {
      do {
        return try body(done)
      } catch let failure as CombineFailure {
        done += failure.index
        do {
          try mayRetry(failure.underlying)
        } catch {
          throw GroupingFailure(key: keyOf(done), underlying: error)
        }
      }
    }
  }

  /// Calls `body`, and adds the key to its failure.
  static func naming(_ key: (_ index: Int) -> [UInt8], _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let failure as CombineFailure {
      throw GroupingFailure(key: key(failure.index), underlying: failure.underlying)
    }
  }
}
