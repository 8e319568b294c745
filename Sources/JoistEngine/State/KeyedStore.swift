/// Where keyed work of one key group of one stage keeps its data: the door to memory, or to a disk.
///
/// A value has a key and a cell. The key is the encoded key of a record. The cell is a byte string that names one of the key's
/// values by state, window and what lies below it, such as the key of a map. The cells of one key have an order, so that those
/// between two bounds can be walked; keys have none until all of them are listed. Keys, cells and values may be empty.
///
/// Every call may block its thread, and throws if a disk fails. Machines take `inout some KeyedStore`, so that the compiler
/// makes code of its own for the memory store. A store has one owner, which is also the only one to call it.
package protocol KeyedStore: ~Copyable {
  /// Reads a cell.
  /// - Returns: the value, or nil if there is none. A store in memory shares the bytes and copies nothing.
  mutating func read(_ cell: Span<UInt8>, of key: Span<UInt8>) throws -> [UInt8]?

  /// Writes a cell, and replaces what it holds.
  mutating func write(_ value: [UInt8], to cell: Span<UInt8>, of key: Span<UInt8>) throws

  /// Removes a cell if it is there.
  mutating func remove(_ cell: Span<UInt8>, of key: Span<UInt8>) throws

  /// Walks the cells of one key within a range, in ascending order.
  /// - Parameter body: gets each cell with its value, and says whether to go on. It must not call the store.
  mutating func scan(
    _ range: CellRange, of key: Span<UInt8>, _ body: (_ cell: [UInt8], _ value: [UInt8]) throws -> ScanStep) throws

  /// Walks all cells, by ascending key and then by ascending cell: the order follows from the content alone.
  /// - Parameter body: gets each key, cell and value. It must not call the store.
  mutating func forEachCell(_ body: (_ key: [UInt8], _ cell: [UInt8], _ value: [UInt8]) throws -> Void) throws

  /// The memory that the store takes, in bytes.
  var memory: Int { get }
}

/// Whether a scan goes on.
package enum ScanStep: Sendable {
  /// The next cell follows.
  case next
  /// The scan ends.
  case stop
}
