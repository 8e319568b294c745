import JoistPlan

/// A store with the writes of one bundle on top of it. A commit applies the writes to the store, and `undo` drops them.
///
/// Reads and scans see the bundle's own writes first, then the store below, of which nothing is copied. A machine owns
/// the overlay, and the overlay owns the store, for as long as the machine lives, so all access to the store goes
/// through the overlay.
///
/// If the store fails during a commit, the commit must be repeated, as the store may have some of the writes. A write
/// sets the value of a cell and never changes it relative to the old one, so repeating it is safe. Until the commit
/// succeeds, the overlay reads as before, and accepts neither writes nor `undo`.
struct StoreOverlay<Base: KeyedStore & ~Copyable>: KeyedStore, ~Copyable {
  /// The store below: all that has been committed, and a part of the writes if a commit failed.
  private(set) var base: Base
  /// The writes of the bundle; cleared by `commit` and `undo`.
  private var writes: CellTable
  /// Whether a commit has begun and not succeeded yet.
  private var isCommitting = false

  /// Makes an overlay without writes over a store.
  /// - Parameter seed: seeds the hash table, so that keys cannot be chosen to collide.
  init(over base: consuming Base, seed: UInt64) {
    self.base = base
    writes = CellTable(seed: seed)
  }

  /// The writes of the bundle so far, to be saved. Each cell that it wrote or removed occurs once. A cell that it
  /// created and removed again is a removal.
  var changes: StoreChanges {
    var list: [StoreWrite] = []
    writes.forEach { key, cell in list.append(StoreWrite(key: key, cell: cell.cell, value: cell.value)) }
    return StoreChanges(sorted: list)
  }

  /// Applies the writes to the store below.
  /// - Throws: the store's error. The writes are still here, and the commit must be repeated.
  mutating func commit() throws {
    isCommitting = true
    try writes.apply(to: &base)
    isCommitting = false
    writes.removeAll()
  }

  /// Drops the writes, so that the content is that of the last commit.
  mutating func undo() {
    precondition(
      !isCommitting, "undo after a failed commit, which may have applied some of the writes; repeat the commit")
    writes.removeAll()
  }

  var memory: Int { base.memory + writes.memory }

  /// The memory of the writes, in bytes.
  var writesMemory: Int { writes.memory }

  mutating func read(_ cell: Span<UInt8>, of key: Span<UInt8>) throws -> [UInt8]? {
    if let written = writes.find(cell, of: key) { return written.value }
    return try base.read(cell, of: key)
  }

  mutating func write(_ value: [UInt8], to cell: [UInt8], of key: Span<UInt8>) throws {
    set(value, at: cell, of: key)
  }

  mutating func remove(_ cell: [UInt8], of key: Span<UInt8>) throws { set(nil, at: cell, of: key) }

  private mutating func set(_ value: [UInt8]?, at cell: [UInt8], of key: Span<UInt8>) {
    precondition(!isCommitting, "a write after the commit has begun; repeat the commit until it succeeds")
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

  mutating func last(_ range: CellRange, of key: Span<UInt8>) throws -> (cell: [UInt8], value: [UInt8])? {
    var written = writes.cells(of: key)[range]
    var range = range
    while true {
      let below = try base.last(range, of: key)
      guard let write = written.last else { return below }
      if let below, compareBytes(below.cell, write.cell) > 0 { return below }
      if let value = write.value { return (write.cell, value) }
      // The last cell has been removed.
      written.removeLast()
      range = CellRange(from: range.lower, upTo: write.cell)
    }
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
