import Beam
import JoistPlan

/// Keeps the states of a key group in the cells of its store.
///
/// A bag is a number of pages: cells with a number as their last four bytes. A map has a bag for each of its keys, and an
/// ordered list a cell for each element, named by its time.
final class StateCells: StateBackend {
  private let store: any StateStore

  /// A page to which elements were appended is not appended to once it has this many bytes.
  private static let fullPage = 4 << 10

  init(_ store: any StateStore) { self.store = store }

  // MARK: Bags

  func bag(_ state: String, of key: StateKey) throws -> [[UInt8]] { try pages(prefix(state, key), key.key) }

  func append(_ elements: [UInt8], to state: String, of key: StateKey) throws {
    try append(elements, prefix(state, key), key.key)
  }

  func replace(_ state: String, of key: StateKey, with element: [UInt8]?) throws {
    try replace(prefix(state, key), key.key, element)
  }

  func clear(_ state: String, of key: StateKey) throws {
    try clear(CellRange(prefix: prefix(state, key)), key.key)
  }

  // MARK: Maps

  func mapKeys(_ state: String, of key: StateKey) throws -> [[UInt8]] {
    let prefix = prefix(state, key)
    var keys: [[UInt8]] = []
    try store.scan(CellRange(prefix: prefix), of: key.key.span) { cell, _ in
      let mapKey = Self.mapKey(in: cell, after: prefix.count)
      if keys.last != mapKey { keys.append(mapKey) }
      return .next
    }
    return keys
  }

  func bag(_ state: String, at mapKey: [UInt8], of key: StateKey) throws -> [[UInt8]] {
    try pages(prefix(state, key, mapKey), key.key)
  }

  func append(_ elements: [UInt8], to state: String, at mapKey: [UInt8], of key: StateKey) throws {
    try append(elements, prefix(state, key, mapKey), key.key)
  }

  func replace(_ state: String, at mapKey: [UInt8], of key: StateKey, with element: [UInt8]?) throws {
    let prefix = prefix(state, key, mapKey)
    // A multimap's key may have several pages.
    if element == nil { return try clear(CellRange(prefix: prefix), key.key) }
    try replace(prefix, key.key, element)
  }

  // MARK: Ordered lists

  func list(_ state: String, in range: Range<Int64>, of key: StateKey) throws -> [(time: Int64, element: [UInt8])] {
    let prefix = prefix(state, key)
    var found: [(time: Int64, element: [UInt8])] = []
    try store.scan(Self.range(prefix, range), of: key.key.span) { cell, element in
      found.append((StateCell.time(in: cell, at: prefix.count), element))
      return .next
    }
    return found
  }

  func insert(_ element: [UInt8], at time: Int64, into state: String, of key: StateKey) throws {
    var cell = prefix(state, key)
    StateCell.append(time, to: &cell)
    var next: UInt32 = 0
    try store.scan(CellRange(prefix: cell), of: key.key.span) { other, _ in
      next = Self.number(at: other.count - 4, in: other) + 1
      return .next
    }
    Self.append(next, to: &cell)
    try store.write(element, to: cell.span, of: key.key.span)
  }

  func clear(_ state: String, in range: Range<Int64>, of key: StateKey) throws {
    try clear(Self.range(prefix(state, key), range), key.key)
  }

  private static func range(_ prefix: [UInt8], _ times: Range<Int64>) -> CellRange {
    var (lower, upper) = (prefix, prefix)
    StateCell.append(times.lowerBound, to: &lower)
    StateCell.append(times.upperBound, to: &upper)
    return CellRange(from: lower, upTo: upper)
  }

  // MARK: Cells

  private func prefix(_ state: String, _ key: StateKey) -> [UInt8] {
    StateCell.prefix(key.window.planWindow, state: state)
  }

  /// The beginning of the cells of a map's key. The key's length comes first, so that no key's cells begin with another's.
  private func prefix(_ state: String, _ key: StateKey, _ mapKey: [UInt8]) -> [UInt8] {
    var cell = prefix(state, key)
    Self.append(UInt32(truncatingIfNeeded: mapKey.count), to: &cell)
    cell += mapKey
    return cell
  }

  private static func mapKey(in cell: [UInt8], after offset: Int) -> [UInt8] {
    Array(cell[(offset + 4)..<(offset + 4 + Int(number(at: offset, in: cell)))])
  }

  private static func append(_ number: UInt32, to cell: inout [UInt8]) {
    withUnsafeBytes(of: number.bigEndian) { cell.append(contentsOf: $0) }
  }

  private static func number(at offset: Int, in cell: [UInt8]) -> UInt32 {
    cell[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  private func pages(_ prefix: [UInt8], _ key: [UInt8]) throws -> [[UInt8]] {
    var pages: [[UInt8]] = []
    try store.scan(CellRange(prefix: prefix), of: key.span) { _, page in
      pages.append(page)
      return .next
    }
    return pages
  }

  private func append(_ elements: [UInt8], _ prefix: [UInt8], _ key: [UInt8]) throws {
    var last: (cell: [UInt8], page: [UInt8])?
    try store.scan(CellRange(prefix: prefix), of: key.span) { cell, page in
      last = (cell, page)
      return .next
    }
    if let last, last.page.count < Self.fullPage {
      return try store.write(last.page + elements, to: last.cell.span, of: key.span)
    }
    var cell = prefix
    Self.append(last.map { Self.number(at: $0.cell.count - 4, in: $0.cell) + 1 } ?? 0, to: &cell)
    try store.write(elements, to: cell.span, of: key.span)
  }

  /// Replaces the only page of a bag.
  private func replace(_ prefix: [UInt8], _ key: [UInt8], _ element: [UInt8]?) throws {
    var cell = prefix
    Self.append(0, to: &cell)
    if let element {
      try store.write(element, to: cell.span, of: key.span)
    } else {
      try store.remove(cell.span, of: key.span)
    }
  }

  private func clear(_ range: CellRange, _ key: [UInt8]) throws {
    var cells: [[UInt8]] = []
    try store.scan(range, of: key.span) { cell, _ in
      cells.append(cell)
      return .next
    }
    for cell in cells { try store.remove(cell.span, of: key.span) }
  }
}
