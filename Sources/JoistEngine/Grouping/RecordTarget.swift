/// Where the records of one context go.
struct RecordTarget {
  enum Kind: UInt8 {
    /// Not decided yet.
    case unknown
    /// Nowhere, since the context has no window.
    case none
    /// To a chain of the shared table.
    case chain
    /// To several chains.
    case chains
    /// To the table of their window.
    case table
    /// It differs from window to window: some windows have fired, or have tables of their own.
    case several
  }

  var kind: Kind
  /// The block for which it was decided.
  var block: UInt16 = 0
  /// The number of the chain, of the list of chains, or of the window with the table.
  var number: UInt32 = 0
}
