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
      let place = firstPlace(notBefore: cell)
      return isCell(cell, at: place) ? cells[place] : nil
    }
  }

  /// Sets what a cell holds.
  /// - Returns: by how many bytes the memory has grown.
  mutating func set(_ value: [UInt8]?, at cell: Span<UInt8>) -> Int {
    cell.withUnsafeBytes { cell in
      let place = firstPlace(notBefore: cell)
      guard isCell(cell, at: place) else {
        let added = StoredCell(cell: Array(cell), value: value)
        cells.insert(added, at: place)
        return added.memory
      }
      let before = cells[place].memory
      cells[place].value = value
      return cells[place].memory - before
    }
  }

  /// Takes a cell out.
  /// - Returns: by how many bytes the memory has shrunk.
  mutating func remove(_ cell: Span<UInt8>) -> Int {
    cell.withUnsafeBytes { cell in
      let place = firstPlace(notBefore: cell)
      return isCell(cell, at: place) ? cells.remove(at: place).memory : 0
    }
  }

  /// The cells within a range.
  subscript(range: CellRange) -> ArraySlice<StoredCell> {
    let start = range.lower?.withUnsafeBytes { firstPlace(notBefore: $0) } ?? 0
    let end = range.upper?.withUnsafeBytes { firstPlace(notBefore: $0) } ?? cells.count
    return cells[start..<max(start, end)]
  }

  private func isCell(_ cell: UnsafeRawBufferPointer, at place: Int) -> Bool {
    place < cells.count && cells[place].cell.withUnsafeBytes { compareBytes($0, cell) } == 0
  }

  private func firstPlace(notBefore cell: UnsafeRawBufferPointer) -> Int {
    var low = 0
    var high = cells.count
    while low < high {
      let middle = (low + high) / 2
      if cells[middle].cell.withUnsafeBytes({ compareBytes($0, cell) }) < 0 { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
