/// A range of the cells of one key, from a lower bound up to but not including an upper one. Either bound may be
/// missing.
public struct CellRange: Sendable, Hashable {
  /// The first cell of the range; nil if there is no lower bound.
  public let lower: [UInt8]?
  /// The first cell after the range; nil if there is no upper bound.
  public let upper: [UInt8]?

  /// Makes a range. Without bounds it has all cells of a key. It is empty unless the upper bound is above the lower
  /// one.
  public init(from lower: [UInt8]? = nil, upTo upper: [UInt8]? = nil) {
    self.lower = lower
    self.upper = upper
  }

  /// Makes the range of the cells that begin with a prefix.
  public init(prefix: [UInt8]) {
    lower = prefix
    // The upper bound is the first byte string after all that begin with the prefix: its last byte below 255 is raised
    // by one, and the bytes after it are dropped.
    upper = prefix.lastIndex { $0 < .max }.map { Array(prefix[..<$0]) + [prefix[$0] + 1] }
  }
}

/// Whether a scan continues.
public enum ScanStep: Sendable {
  /// Continue with the next cell.
  case next
  /// End the scan.
  case stop
}
