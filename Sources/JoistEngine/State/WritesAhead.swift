import JoistPlan

/// Merges writes into a walk over the store below: the writes that the walk has not reached yet, in its order.
struct WritesAhead<Write> {
  private var writes: ArraySlice<Write>

  /// Begins a walk.
  init(_ writes: ArraySlice<Write>) { self.writes = writes }

  /// Whether no writes are left.
  var isEmpty: Bool { writes.isEmpty }

  /// Passes on the writes that come before a cell of the store below, then the write to this cell or, if there is none,
  /// the cell itself.
  /// - Parameters:
  ///   - compare: compares a write with the cell: negative if the write comes before it, 0 if it is to this cell.
  ///   - pass: receives a write.
  ///   - orElse: receives the cell if there is no write to it.
  mutating func pass(
    upTo compare: (Write) -> Int, _ pass: (Write) throws -> ScanStep, orElse: () throws -> ScanStep
  ) rethrows -> ScanStep {
    while let first = writes.first {
      let order = compare(first)
      if order > 0 { break }
      writes.removeFirst()
      if try pass(first) == .stop { return .stop }
      if order == 0 { return .next }
    }
    return try orElse()
  }

  /// Passes on the writes after the last cell of the store below.
  mutating func passRest(_ pass: (Write) throws -> ScanStep) rethrows {
    while let first = writes.popFirst() {
      if try pass(first) == .stop { return }
    }
  }
}
