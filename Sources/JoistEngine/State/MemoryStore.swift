import JoistPlan

/// A store in memory. It never throws.
struct MemoryStore: KeyedStore, ~Copyable {
  private var table: CellTable

  /// Makes an empty store.
  /// - Parameter seed: seeds the hash table, so that keys cannot be chosen to collide.
  init(seed: UInt64) { table = CellTable(seed: seed) }

  var memory: Int { table.memory }

  func read(_ cell: Span<UInt8>, of key: Span<UInt8>) -> [UInt8]? { table.find(cell, of: key)?.value }

  mutating func write(_ value: [UInt8], to cell: [UInt8], of key: Span<UInt8>) {
    table.set(value, at: cell, of: key)
  }

  mutating func remove(_ cell: [UInt8], of key: Span<UInt8>) { table.remove(cell, of: key) }

  func scan(_ range: CellRange, of key: Span<UInt8>, _ body: ([UInt8], [UInt8]) throws -> ScanStep) rethrows {
    for cell in table.cells(of: key)[range] {
      guard let value = cell.value else { continue }
      if try body(cell.cell, value) == .stop { return }
    }
  }

  func last(_ range: CellRange, of key: Span<UInt8>) -> (cell: [UInt8], value: [UInt8])? {
    table.cells(of: key)[range].last.flatMap { cell in cell.value.map { (cell.cell, $0) } }
  }

  func forEachCell(_ body: ([UInt8], [UInt8], [UInt8]) throws -> Void) rethrows {
    try table.forEach { key, cell in
      if let value = cell.value { try body(key, cell.cell, value) }
    }
  }
}
