/// A cell of a key, with what it holds.
struct StoredCell: Sendable {
  /// The cell's address below its key.
  let cell: [UInt8]
  /// What it holds; nil: it has been removed, and hides the cell of a store below.
  var value: [UInt8]?

  /// About the memory of a cell without its bytes: two arrays with a header each, and its place in a list.
  private static let overhead = 2 * 32 + MemoryLayout<StoredCell>.stride / 2 * 3

  /// The memory that it takes, in bytes.
  var memory: Int { Self.overhead + cell.count + (value?.count ?? 0) }
}

/// The cells of one key in ascending order. A key usually has few, so they stand in one array: to add one to many moves those
/// after it.
struct SortedCells: Sendable {
  private(set) var cells: [StoredCell] = []

  /// Whether there is none.
  var isEmpty: Bool { cells.isEmpty }

  /// The cell of an address.
  func find(_ cell: Span<UInt8>) -> StoredCell? {
    cell.withUnsafeBytes { cell in
      let index = firstIndex(notBefore: cell)
      return isCell(cell, at: index) ? cells[index] : nil
    }
  }

  /// Sets what a cell holds.
  /// - Returns: by how many bytes the memory has grown.
  mutating func set(_ value: [UInt8]?, at cell: Span<UInt8>) -> Int {
    cell.withUnsafeBytes { cell in
      let index = firstIndex(notBefore: cell)
      guard isCell(cell, at: index) else {
        let added = StoredCell(cell: Array(cell), value: value)
        cells.insert(added, at: index)
        return added.memory
      }
      let before = cells[index].memory
      cells[index].value = value
      return cells[index].memory - before
    }
  }

  /// Takes a cell out.
  /// - Returns: by how many bytes the memory has shrunk.
  mutating func remove(_ cell: Span<UInt8>) -> Int {
    cell.withUnsafeBytes { cell in
      let index = firstIndex(notBefore: cell)
      return isCell(cell, at: index) ? cells.remove(at: index).memory : 0
    }
  }

  /// The cells within a range.
  subscript(range: CellRange) -> ArraySlice<StoredCell> {
    let start = range.lower?.withUnsafeBytes { firstIndex(notBefore: $0) } ?? 0
    let end = range.upper?.withUnsafeBytes { firstIndex(notBefore: $0) } ?? cells.count
    return cells[start..<max(start, end)]
  }

  private func isCell(_ cell: UnsafeRawBufferPointer, at index: Int) -> Bool {
    index < cells.count && cells[index].cell.withUnsafeBytes { compareBytes($0, cell) } == 0
  }

  private func firstIndex(notBefore cell: UnsafeRawBufferPointer) -> Int {
    var low = 0
    var high = cells.count
    while low < high {
      let middle = (low + high) / 2
      if cells[middle].cell.withUnsafeBytes({ compareBytes($0, cell) }) < 0 { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
