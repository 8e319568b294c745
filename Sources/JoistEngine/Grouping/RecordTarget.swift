/// What becomes of the records of one context.
struct RecordTarget {
  enum Kind: UInt8 {
    /// Not decided yet.
    case unknown
    /// They belong to no window.
    case none
    /// They go to a chain of the shared table.
    case chain
    /// They go to several chains.
    case chains
    /// They go to the table of their window.
    case table
    /// What becomes of them differs from window to window: some have fired, or have tables of their own.
    case several
  }

  var kind: Kind
  /// The block that it was decided for.
  var block: UInt16 = 0
  /// The number of the chain, of the list of chains, or of the window with the table.
  var number: UInt32 = 0
}
