import JoistPlan

@testable import JoistEngine

/// A cell of a store with its key, for comparisons.
struct Listed: Hashable {
  var key: [UInt8]
  var cell: [UInt8]
  var value: [UInt8]
}

extension KeyedStore where Self: ~Copyable {
  mutating func read(_ cell: [UInt8], of key: [UInt8]) throws -> [UInt8]? { try read(cell.span, of: key.span) }

  mutating func write(_ value: [UInt8], to cell: [UInt8], of key: [UInt8]) throws {
    try write(value, to: cell, of: key.span)
  }

  mutating func remove(_ cell: [UInt8], of key: [UInt8]) throws { try remove(cell, of: key.span) }

  /// The cells of a key within a range, at most so many.
  mutating func cells(_ range: CellRange, of key: [UInt8], most: Int = .max) throws -> [Listed] {
    var found: [Listed] = []
    try scan(range, of: key.span) { cell, value in
      found.append(Listed(key: key, cell: cell, value: value))
      return found.count == most ? .stop : .next
    }
    return found
  }

  /// All that it holds.
  mutating func listing() throws -> [Listed] {
    var found: [Listed] = []
    try forEachCell { found.append(Listed(key: $0, cell: $1, value: $2)) }
    return found
  }
}

/// A store that fails once, at a call that the test chooses. Each cell that a walk passes on counts as a call.
struct FaultyStore: KeyedStore, ~Copyable {
  /// When the store fails: shared with the test.
  final class Plan {
    /// Calls until the one that fails; nil: none will.
    var callsLeft: Int?
  }

  struct Fault: Error {}

  let plan: Plan
  /// What it holds.
  var memoryStore: MemoryStore

  private func call() throws {
    guard let left = plan.callsLeft else { return }
    plan.callsLeft = left > 1 ? left - 1 : nil
    if left == 1 { throw Fault() }
  }

  mutating func read(_ cell: Span<UInt8>, of key: Span<UInt8>) throws -> [UInt8]? {
    try call()
    return memoryStore.read(cell, of: key)
  }

  mutating func write(_ value: [UInt8], to cell: [UInt8], of key: Span<UInt8>) throws {
    try call()
    memoryStore.write(value, to: cell, of: key)
  }

  mutating func remove(_ cell: [UInt8], of key: Span<UInt8>) throws {
    try call()
    memoryStore.remove(cell, of: key)
  }

  mutating func scan(
    _ range: CellRange, of key: Span<UInt8>, _ body: ([UInt8], [UInt8]) throws -> ScanStep
  ) throws {
    try call()
    try memoryStore.scan(range, of: key) { cell, value in
      try call()
      return try body(cell, value)
    }
  }

  mutating func last(_ range: CellRange, of key: Span<UInt8>) throws -> (cell: [UInt8], value: [UInt8])? {
    try call()
    return memoryStore.last(range, of: key)
  }

  mutating func forEachCell(_ body: ([UInt8], [UInt8], [UInt8]) throws -> Void) throws {
    try call()
    try memoryStore.forEachCell { key, cell, value in
      try call()
      try body(key, cell, value)
    }
  }

  var memory: Int { memoryStore.memory }
}
