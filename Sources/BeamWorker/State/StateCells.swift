import Beam
import JoistPlan

/// Keeps the states of a key group in the cells of its store.
///
/// A bag is a number of pages: cells with a number as their last four bytes. A map has a bag for each of its keys, and an
/// ordered list a cell for each element, named by its time.
final class StateCells: StateBackend {
  private let store: any StateStore
  // SAFETY: as for `KeyedSource`.
  /// The last cell of each state of one value, with the number of its window.
  @exclusivity(unchecked) private var valueCells: [(state: String, window: UInt32, cell: [UInt8])] = []

  /// A page to which elements were appended is not appended to once it has this many bytes.
  private static let fullPage = 4 << 10

  init(_ store: any StateStore) { self.store = store }

  // MARK: Values

  func value(_ state: String, of key: StateKey) throws -> [UInt8]? {
    try store.read(valueCell(state, key).span, of: Span(_unsafeBytes: key.key))
  }

  func setValue(_ state: String, of key: StateKey, to value: [UInt8]?) throws {
    try set(value, at: valueCell(state, key), of: key)
  }

  /// The only cell of a value. The last ones are remembered, so that the values of many keys share their cells.
  private func valueCell(_ state: String, _ key: StateKey) -> [UInt8] {
    let index = valueCells.firstIndex { $0.state == state }
    if let index, valueCells[index].window == key.number { return valueCells[index].cell }
    let cell = Self.page(0, of: prefix(state, key))
    if let index {
      valueCells[index] = (state, key.number, cell)
    } else {
      valueCells.append((state, key.number, cell))
    }
    return cell
  }

  // MARK: Bags

  func bag(_ state: String, of key: StateKey) throws -> [[UInt8]] { try pages(prefix(state, key), key) }

  func append(_ elements: [UInt8], to state: String, of key: StateKey) throws {
    try append(elements, prefix(state, key), key)
  }

  func clear(_ state: String, of key: StateKey) throws {
    try clear(CellRange(prefix: prefix(state, key)), key)
  }

  func isEmpty(_ state: String, of key: StateKey) throws -> Bool {
    try store.last(CellRange(prefix: prefix(state, key)), of: Span(_unsafeBytes: key.key)) == nil
  }

  // MARK: Maps

  func mapKeys(_ state: String, of key: StateKey) throws -> [[UInt8]] {
    let prefix = prefix(state, key)
    var keys: [[UInt8]] = []
    try store.scan(CellRange(prefix: prefix), of: Span(_unsafeBytes: key.key)) { cell, _ in
      let mapKey = Self.mapKey(in: cell, after: prefix.count)
      if keys.last != mapKey { keys.append(mapKey) }
      return .next
    }
    return keys
  }

  func bag(_ state: String, at mapKey: [UInt8], of key: StateKey) throws -> [[UInt8]] {
    try pages(prefix(state, key, mapKey), key)
  }

  func append(_ elements: [UInt8], to state: String, at mapKey: [UInt8], of key: StateKey) throws {
    try append(elements, prefix(state, key, mapKey), key)
  }

  func replace(_ state: String, at mapKey: [UInt8], of key: StateKey, with element: [UInt8]?) throws {
    let prefix = prefix(state, key, mapKey)
    // A multimap's key may have several pages.
    if element == nil { return try clear(CellRange(prefix: prefix), key) }
    try set(element, at: Self.page(0, of: prefix), of: key)
  }

  // MARK: Ordered lists

  func list(_ state: String, in range: Range<Int64>, of key: StateKey) throws -> [(time: Int64, element: [UInt8])] {
    let prefix = prefix(state, key)
    var found: [(time: Int64, element: [UInt8])] = []
    try store.scan(Self.range(prefix, range), of: Span(_unsafeBytes: key.key)) { cell, element in
      found.append((StateCell.time(in: cell, at: prefix.count), element))
      return .next
    }
    return found
  }

  func insert(_ element: [UInt8], at time: Int64, into state: String, of key: StateKey) throws {
    var cell = prefix(state, key)
    StateCell.append(time, to: &cell)
    let last = try store.last(CellRange(prefix: cell), of: Span(_unsafeBytes: key.key))
    Self.append(Self.number(after: last?.cell), to: &cell)
    try store.write(element, to: cell, of: Span(_unsafeBytes: key.key))
  }

  func clear(_ state: String, in range: Range<Int64>, of key: StateKey) throws {
    try clear(Self.range(prefix(state, key), range), key)
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

  /// The number that follows the one at the end of a cell; 0 if there is no cell.
  private static func number(after cell: [UInt8]?) -> UInt32 { cell.map { number(at: $0.count - 4, in: $0) + 1 } ?? 0 }

  private func pages(_ prefix: [UInt8], _ key: StateKey) throws -> [[UInt8]] {
    var pages: [[UInt8]] = []
    try store.scan(CellRange(prefix: prefix), of: Span(_unsafeBytes: key.key)) { _, page in
      pages.append(page)
      return .next
    }
    return pages
  }

  private func append(_ elements: [UInt8], _ prefix: [UInt8], _ key: StateKey) throws {
    let last = try store.last(CellRange(prefix: prefix), of: Span(_unsafeBytes: key.key))
    if let last, last.value.count < Self.fullPage {
      return try store.write(last.value + elements, to: last.cell, of: Span(_unsafeBytes: key.key))
    }
    let page = Self.page(Self.number(after: last?.cell), of: prefix)
    try store.write(elements, to: page, of: Span(_unsafeBytes: key.key))
  }

  /// The cell of a page of a bag.
  private static func page(_ number: UInt32, of prefix: [UInt8]) -> [UInt8] {
    var cell = prefix
    append(number, to: &cell)
    return cell
  }

  private func set(_ value: [UInt8]?, at cell: [UInt8], of key: StateKey) throws {
    if let value {
      try store.write(value, to: cell, of: Span(_unsafeBytes: key.key))
    } else {
      try store.remove(cell, of: Span(_unsafeBytes: key.key))
    }
  }

  private func clear(_ range: CellRange, _ key: StateKey) throws {
    var cells: [[UInt8]] = []
    try store.scan(range, of: Span(_unsafeBytes: key.key)) { cell, _ in
      cells.append(cell)
      return .next
    }
    // The last cell goes first, so that removing a cell moves no other one.
    for cell in cells.reversed() { try store.remove(cell, of: Span(_unsafeBytes: key.key)) }
  }
}
