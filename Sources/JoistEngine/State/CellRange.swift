/// The cells of one key from a lower bound up to, and without, an upper one. Either bound may be missing.
package struct CellRange: Sendable, Hashable {
  /// The first cell that may be within; nil: no lower bound.
  package let lower: [UInt8]?
  /// The first cell after `lower` that is not within; nil: no upper bound.
  package let upper: [UInt8]?

  /// Makes a range: without bounds, all cells of a key. It is empty if the upper bound is not above the lower one.
  package init(from lower: [UInt8]? = nil, upTo upper: [UInt8]? = nil) {
    self.lower = lower
    self.upper = upper
  }

  /// Makes the range of the cells that begin with some bytes.
  package init(prefix: [UInt8]) {
    lower = prefix
    // The first byte string above all that begin with the prefix: its last byte that has a successor, raised.
    upper = prefix.lastIndex { $0 < .max }.map { Array(prefix[..<$0]) + [prefix[$0] + 1] }
  }
}
