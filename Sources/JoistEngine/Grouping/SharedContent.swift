import JoistPlan

/// The content of a shared table, by slot.
enum SharedContent {
  /// Values, each linked to the one before it.
  case values(ValueChains)
  /// Accumulators, which only the worker understands.
  case accumulators(any CombineStore)

  /// The number of accumulators to write together, since their size is not known beforehand.
  private static let slotsTogether = 64

  /// Makes empty content.
  init(_ content: Grouping.Content, _ work: GroupWork) throws {
    self =
      switch content {
      case .values: .values(ValueChains())
      case .accumulators: .accumulators(try work.makeStore())
      }
  }

  /// The memory of the content, in bytes.
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
      try Combining.add(
        values: values, slots: slots, count: count, kind: kind, to: store, keyOf: keyOf, mayRetry: mayRetry)
    }
  }

  /// Adds one value to a slot.
  func add(
    _ value: UnsafeRawBufferPointer, to slot: UInt32, _ kind: RecordSegment.Values, _ work: GroupWork,
    key: () -> [UInt8]
  ) throws {
    // SAFETY: the pointers are used only within the closures, as arrays of one element.
    try withUnsafePointer(to: value) { value in
      try withUnsafePointer(to: slot) { slot in
        try add(values: value, slots: slot, count: 1, kind: kind, keyOf: { _ in key() }, mayRetry: work.mayRetry)
      }
    }
  }

  /// Clears slots, and makes those that are new.
  func clear(_ slots: UnsafeBufferPointer<UInt32>) {
    switch self {
    case .values(let chains): chains.clear(slots)
    case .accumulators(let store): store.clear(slots: slots)
    }
  }

  /// Moves the content of slots into another slot.
  func merge(
    _ sources: [UInt32], into target: UInt32, _ work: GroupWork, keyOf: (_ slot: UInt32) -> [UInt8]
  ) throws {
    switch self {
    case .values(let chains): for source in sources { chains.move(source, to: target) }
    case .accumulators(let store):
      let targets = Array(repeating: target, count: sources.count)
      try sources.withUnsafeBufferPointer { sources in
        try targets.withUnsafeBufferPointer { targets in
          guard let from = sources.baseAddress, let to = targets.baseAddress else { return }
          try Combining.retrying(sources.count, mayRetry: work.mayRetry) { done in
            try store.merge(sources: from + done, into: to + done, count: sources.count - done)
          } keyOf: {
            keyOf(sources[$0])
          }
        }
      }
    }
    sources.withUnsafeBufferPointer { clear($0) }
  }

  /// Appends the keys and content of slots, in their order, with a pane for each run of the list.
  func emit(_ list: SlotList, keys: KeyColumn, _ pane: Pane, _ work: GroupWork) throws {
    try Combining.naming({ keys[Int(list.keys[$0])] }) {
      switch self {
      case .values(let chains): try chains.emit(list, keys: keys, pane, work)
      case .accumulators(let store):
        try work.writer.write(list, pane, lane: work.lane) {
          (min($0 + Self.slotsTogether, list.count), 0)
        } _: { slots, _, builder in
          do {
            try store.emit(
              slots: UnsafeBufferPointer(rebasing: list.all[slots]), numbers: list.keys + slots.lowerBound, keys: keys,
              into: builder)
          } catch let failure as CombineFailure {
            throw CombineFailure(index: slots.lowerBound + failure.index, underlying: failure.underlying)
          }
        }
      }
    }
  }
}
