import JoistPlan

/// Cells by key and address: the content of a memory store, or the writes of a bundle.
///
/// One lookup finds a key, whose cells are in order. A key that loses its last cell keeps its slot until such keys are
/// the majority. The table is then rebuilt without them.
struct CellTable: ~Copyable {
  /// The slot of each key.
  private var keys: KeyTable
  /// The cells of each slot's key.
  private var lists: [SortedCells] = []
  /// The number of keys with a slot and no cell.
  private var emptyKeys = 0
  /// The memory of the cells, in bytes.
  private var cellMemory = 0
  private let seed: UInt64

  /// The table is not rebuilt while it has at most this many keys without cells.
  private static let fewKeys = 64
  /// At most this many lists stay allocated when all cells are removed.
  private static let mostKept = 1024

  /// Makes an empty table.
  /// - Parameter seed: seeds the hash table. Nothing else depends on it.
  init(seed: UInt64) {
    self.seed = seed
    keys = KeyTable(seed: seed)
  }

  /// The memory of the table, in bytes.
  var memory: Int { keys.memory + arrayMemory(lists) + cellMemory }

  /// The cell at an address; nil if there is none.
  func find(_ cell: Span<UInt8>, of key: Span<UInt8>) -> StoredCell? {
    guard let slot = slot(of: key) else { return nil }
    return lists[slot].find(cell)
  }

  /// The cells of a key.
  func cells(of key: Span<UInt8>) -> SortedCells {
    guard let slot = slot(of: key) else { return SortedCells() }
    return lists[slot]
  }

  /// Sets the value of a cell, which is added if it is missing.
  mutating func set(_ value: [UInt8]?, at cell: [UInt8], of key: Span<UInt8>) {
    let slot = makeSlot(of: key)
    if slot == lists.count {
      lists.append(SortedCells())
    } else if lists[slot].isEmpty {
      emptyKeys -= 1
    }
    cellMemory += lists[slot].set(value, at: cell)
  }

  /// Removes a cell if it exists.
  mutating func remove(_ cell: [UInt8], of key: Span<UInt8>) {
    guard let slot = slot(of: key) else { return }
    let removed = lists[slot].remove(cell)
    cellMemory -= removed
    guard removed > 0, lists[slot].isEmpty else { return }
    lists[slot] = SortedCells()
    emptyKeys += 1
    if emptyKeys > Self.fewKeys, emptyKeys > lists.count / 2 { dropEmptyKeys() }
  }

  /// Removes all cells, and keeps some memory for the next ones.
  mutating func removeAll() {
    if lists.isEmpty { return }
    keys.reset()
    lists.removeAll(keepingCapacity: lists.count <= Self.mostKept)
    emptyKeys = 0
    cellMemory = 0
  }

  /// Visits all cells, by ascending key and then by ascending cell.
  func forEach(_ body: (_ key: [UInt8], _ cell: StoredCell) throws -> Void) rethrows {
    let column = keys.keys
    let slots = lists.indices.filter { !lists[$0].isEmpty }
      .sorted { compareBytes(column.bytes(ofSlot: $0), column.bytes(ofSlot: $1)) < 0 }
    for slot in slots {
      let key = Array(column.bytes(ofSlot: slot))
      for cell in lists[slot].cells { try body(key, cell) }
    }
  }

  /// Applies all cells to a store, removing those that are marked as removed. It goes through keys in the order of
  /// their arrival, which needs no sorting and gives the same content.
  func apply(to store: inout some KeyedStore & ~Copyable) throws {
    let column = keys.keys
    for slot in lists.indices {
      let bytes = column.bytes(ofSlot: slot)
      let key = Span<UInt8>(_unsafeBytes: bytes)
      for cell in lists[slot].cells {
        if let value = cell.value {
          try store.write(value, to: cell.cell, of: key)
        } else {
          try store.remove(cell.cell, of: key)
        }
      }
    }
  }

  private func slot(of key: Span<UInt8>) -> Int? {
    if lists.isEmpty { return nil }
    return withAddress(of: key) { keys.find($0, length: $1, hash: $2) }
  }

  private func makeSlot(of key: Span<UInt8>) -> Int {
    withAddress(of: key) { Int(keys.slot(ofKey: $0, length: $1, hash: $2)) }
  }

  /// Calls a function with the key's bytes and a hash of them that depends on the seed.
  @inline(__always)
  private func withAddress<Result>(
    of key: Span<UInt8>, _ body: (UnsafePointer<UInt8>, _ length: Int, _ hash: UInt64) -> Result
  ) -> Result {
    key.withUnsafeBufferPointer { key in
      // SAFETY: the address is valid during the call, as `body` does not keep it. An empty key may have no address, and
      // then gets the table's; nothing is read there.
      let start = key.baseAddress ?? keys.keys.bytes
      return body(start, key.count, GuardedHash.hash(start, key.count, seed: seed))
    }
  }

  private mutating func dropEmptyKeys() {
    let column = keys.keys
    let kept = KeyTable(seed: seed)
    var keptLists: [SortedCells] = []
    keptLists.reserveCapacity(lists.count - emptyKeys)
    for slot in lists.indices where !lists[slot].isEmpty {
      let start = column.offsets[slot]
      _ = kept.slot(
        ofKey: column.bytes + start, length: column.offsets[slot + 1] - start, hash: keys.hash(ofSlot: slot))
      keptLists.append(lists[slot])
    }
    keys = kept
    lists = keptLists
    emptyKeys = 0
  }
}

extension KeyColumn {
  /// The bytes of a slot's key.
  fileprivate func bytes(ofSlot slot: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: bytes + offsets[slot], count: offsets[slot + 1] - offsets[slot])
  }
}
