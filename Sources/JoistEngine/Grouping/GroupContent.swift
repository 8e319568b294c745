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
  /// - Parameters:
  ///   - keys: the table whose slots they are.
  ///   - mayRetry: asked with what a combiner threw: it returns where the record is to be tried again.
  /// - Throws: a `GroupingFailure` with what `mayRetry` threw.
  func add(
    values: UnsafePointer<UnsafeRawBufferPointer>, slots: UnsafePointer<UInt32>, count: Int, kind: RecordBlock.Values,
    keys: KeyTable, mayRetry: (any Error) throws -> Void
  ) throws {
    switch self {
    case .values(let lists): lists.add(values: values, slots: slots, count: count)
    case .accumulators(let store):
      var done = 0
      while done < count {
        do {
          try store.add(values: values + done, slots: slots + done, count: count - done, kind: kind)
          return
        } catch let failure as CombineFailure {
          done += failure.place
          do {
            try mayRetry(failure.underlying)
          } catch {
            throw GroupingFailure(key: keys.keys[Int(slots[done])], underlying: error)
          }
        }
      }
    }
  }

  /// Appends all keys with what they hold, in slot order.
  func emit(keys: KeyColumn, into writer: PaneWriter, _ part: PaneWriter.Part) throws {
    switch self {
    case .values(let lists):
      try Self.naming({ $0 }, in: keys) { try lists.emit(slots: nil, keys: keys, into: writer, part) }
    case .accumulators(let store):
      try Self.naming({ $0 }, in: keys) { try writer.write(part) { try store.emit(keys: keys, into: $0) } }
    }
  }

  /// Appends some keys with what they hold, in the order given.
  func emit(slots: [UInt32], keys: KeyColumn, into writer: PaneWriter, _ part: PaneWriter.Part) throws {
    switch self {
    case .values(let lists):
      try Self.naming({ Int(slots[$0]) }, in: keys) {
        try lists.emit(slots: slots, keys: keys, into: writer, part)
      }
    case .accumulators(let store):
      try slots.withUnsafeBufferPointer { some in
        try Self.naming({ Int(some[$0]) }, in: keys) {
          try writer.write(part) { try store.emit(slots: some, keys: keys, into: $0) }
        }
      }
    }
  }

  /// Names the key of the slot that is at fault.
  private static func naming(_ slot: (_ place: Int) -> Int, in keys: KeyColumn, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let failure as CombineFailure {
      throw GroupingFailure(key: keys[slot(failure.place)], underlying: failure.underlying)
    }
  }
}
