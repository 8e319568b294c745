package import JoistPlan

/// The store for keyed data of one key group of one stage, in memory or on disk.
///
/// A value has a key and a cell. The key is the encoded key of a record. The cell is a byte string that names one of
/// the key's values by state, window and anything within that, such as the key of a map. The cells of a key are
/// ordered, so that a range of them can be scanned; keys are ordered only when all of them are listed. Keys, cells and
/// values may be empty.
///
/// Every call may block its thread, and throws if a disk fails. Machines take `inout some KeyedStore`, so that the
/// compiler specializes them for the memory store. A store has one owner, and only its owner calls it.
package protocol KeyedStore: ~Copyable {
  /// Reads a cell.
  /// - Returns: the value; nil if there is none. A store in memory shares the bytes without copying.
  mutating func read(_ cell: Span<UInt8>, of key: Span<UInt8>) throws -> [UInt8]?

  /// Writes a cell, replacing its value.
  mutating func write(_ value: [UInt8], to cell: [UInt8], of key: Span<UInt8>) throws

  /// Removes a cell if it exists.
  mutating func remove(_ cell: [UInt8], of key: Span<UInt8>) throws

  /// Visits the cells of one key in a range, in ascending order.
  /// - Parameter body: receives each cell with its value, and returns whether to continue. It must not call the store.
  mutating func scan(
    _ range: CellRange, of key: Span<UInt8>, _ body: (_ cell: [UInt8], _ value: [UInt8]) throws -> ScanStep) throws

  /// Returns the last cell of a key in a range, with its value; nil if there is none.
  mutating func last(_ range: CellRange, of key: Span<UInt8>) throws -> (cell: [UInt8], value: [UInt8])?

  /// Visits all cells, by ascending key and then by ascending cell, so that the order depends on the content alone.
  /// - Parameter body: receives each key, cell and value. It must not call the store.
  mutating func forEachCell(_ body: (_ key: [UInt8], _ cell: [UInt8], _ value: [UInt8]) throws -> Void) throws

  /// The memory of the store, in bytes.
  var memory: Int { get }
}
