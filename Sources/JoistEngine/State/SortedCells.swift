import JoistPlan

/// A cell of a key, with its value.
struct StoredCell: Sendable {
  /// The cell's address within its key.
  let cell: [UInt8]
  /// The value; nil if the cell was removed and hides that of the store below.
  var value: [UInt8]?

  /// The approximate memory of a cell without its bytes: two array headers, and its entry in a list that grows by
  /// doubling.
  private static let overhead = 2 * 32 + MemoryLayout<StoredCell>.stride / 2 * 3

  /// The memory of the cell, in bytes.
  var memory: Int { Self.overhead + cell.count + (value?.count ?? 0) }
}

/// The cells of one key, in ascending order. A key usually has few cells, so they are in one array, in which an
/// insertion moves all later cells.
///
/// SAFETY: the buffers of cells and bounds are only compared or copied within the closures that receive them.
struct SortedCells: Sendable {
  private(set) var cells: [StoredCell] = []

  /// Whether there are no cells.
  var isEmpty: Bool { cells.isEmpty }

  /// The cell at an address; nil if there is none.
  func find(_ cell: Span<UInt8>) -> StoredCell? {
    cell.withUnsafeBytes { cell in
      let index = firstIndex(notBefore: cell)
      return isCell(cell, at: index) ? cells[index] : nil
    }
  }

  /// Sets the value of a cell, which is added if it is missing.
  /// - Returns: the growth of the memory, in bytes.
  mutating func set(_ value: [UInt8]?, at cell: [UInt8]) -> Int {
    let (index, isThere) = index(of: cell)
    guard isThere else {
      let added = StoredCell(cell: cell, value: value)
      if index == cells.count { cells.append(added) } else { cells.insert(added, at: index) }
      return added.memory
    }
    let before = cells[index].memory
    cells[index].value = value
    return cells[index].memory - before
  }

  /// Removes a cell if it exists.
  /// - Returns: the memory that is freed, in bytes; 0 if there is no such cell.
  mutating func remove(_ cell: [UInt8]) -> Int {
    let (index, isThere) = index(of: cell)
    return isThere ? cells.remove(at: index).memory : 0
  }

  /// The index of a cell, or where it would be inserted.
  private func index(of cell: [UInt8]) -> (index: Int, isThere: Bool) {
    cell.withUnsafeBytes { cell in
      let index = firstIndex(notBefore: cell)
      return (index, isCell(cell, at: index))
    }
  }

  /// The cells in a range.
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
