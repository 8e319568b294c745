/// A store with the writes of one bundle on top of it, which a commit puts into the store and `undo` drops.
///
/// Reads and scans see the bundle's own writes first, then the store below, from which nothing is copied. A machine owns the
/// overlay, and the overlay owns the store, for as long as the machine lives: nobody reaches the store past the writes.
///
/// A commit into a store that fails can be repeated, and has to be: what is below may then hold a part of the writes. The
/// writes say what a cell holds, never by how much it changes, so a second commit ends like a first one. Between the two the
/// overlay reads as before, and accepts neither writes nor `undo`.
struct StoreOverlay<Base: KeyedStore & ~Copyable>: KeyedStore, ~Copyable {
  /// The store below: what has been committed, unless a commit failed.
  private(set) var base: Base
  /// What the bundle wrote; cleared by `commit` and `undo`.
  private var writes: CellTable
  /// Whether a commit has begun and not ended.
  private var isCommitting = false

  /// Puts an overlay without writes over a store.
  /// - Parameter seed: guards it against keys that were made to collide.
  init(over base: consuming Base, seed: UInt64) {
    self.base = base
    writes = CellTable(seed: seed)
  }

  /// What the bundle wrote so far, to be written down. Each cell that it touched is in it once; a cell that it made and
  /// removed again is in it as a removal.
  var changes: StoreChanges {
    var list: [StoreWrite] = []
    writes.forEach { key, cell in list.append(StoreWrite(key: key, cell: cell.cell, value: cell.value)) }
    return StoreChanges(sorted: list)
  }

  /// Puts the writes into the store below.
  /// - Throws: what the store throws; then the writes are still here, and the commit has to be repeated.
  mutating func commit() throws {
    isCommitting = true
    try writes.apply(to: &base)
    isCommitting = false
    writes.removeAll()
  }

  /// Drops the writes: the store is as the last commit left it.
  mutating func undo() {
    precondition(!isCommitting, "a bundle was undone, but a part of its writes may have been committed")
    writes.removeAll()
  }

  var memory: Int { base.memory + writes.memory }

  mutating func read(_ cell: Span<UInt8>, of key: Span<UInt8>) throws -> [UInt8]? {
    if let written = writes.find(cell, of: key) { return written.value }
    return try base.read(cell, of: key)
  }

  mutating func write(_ value: [UInt8], to cell: Span<UInt8>, of key: Span<UInt8>) throws {
    set(value, at: cell, of: key)
  }

  mutating func remove(_ cell: Span<UInt8>, of key: Span<UInt8>) throws { set(nil, at: cell, of: key) }

  private mutating func set(_ value: [UInt8]?, at cell: Span<UInt8>, of key: Span<UInt8>) {
    precondition(!isCommitting, "a bundle wrote after its commit had begun")
    writes.set(value, at: cell, of: key)
  }

  mutating func scan(
    _ range: CellRange, of key: Span<UInt8>, _ body: ([UInt8], [UInt8]) throws -> ScanStep
  ) throws {
    var written = WritesAhead(writes.cells(of: key)[range])
    if written.isEmpty { return try base.scan(range, of: key, body) }
    func pass(_ written: StoredCell) throws -> ScanStep {
      guard let value = written.value else { return .next }
      return try body(written.cell, value)
    }
    var isStopped = false
    try base.scan(range, of: key) { cell, value in
      let step = try written.pass(upTo: { compareBytes($0.cell, cell) }, pass, orElse: { try body(cell, value) })
      isStopped = step == .stop
      return step
    }
    if !isStopped { try written.passRest(pass) }
  }

  mutating func forEachCell(_ body: ([UInt8], [UInt8], [UInt8]) throws -> Void) throws {
    var written = WritesAhead(changes.writes[...])
    func pass(_ written: StoreWrite) throws -> ScanStep {
      if let value = written.value { try body(written.key, written.cell, value) }
      return .next
    }
    try base.forEachCell { key, cell, value in
      _ = try written.pass(upTo: { $0.compare(key, cell) }, pass) {
        try body(key, cell, value)
        return .next
      }
    }
    try written.passRest(pass)
  }
}
