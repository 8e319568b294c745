import JoistPlan

/// One table for many windows with few keys each: (chain, key) → slot.
///
/// A chain has the slots of one window, or of one slice of windows. Each key is stored once, however many chains it is
/// in, and has a small number, so that two numbers identify a slot. Freed slots and chains are reused: memory follows
/// what is held, not what was seen.
///
/// SAFETY: one key-group machine owns the table. Nothing that the table calls comes back to it, so accesses cannot
/// overlap and `@exclusivity(unchecked)` is sound. `pairs` and `next` have `capacity` entries, and every slot is below
/// `made`, which is at most `capacity`.
final class SharedTable {
  /// The number that stands for no chain.
  static let noChain = UInt32.max
  private static let noSlot = UInt32.max

  /// The keys, by number. Keys without slots stay until there are too many of them.
  @exclusivity(unchecked) private var keys: KeyTable
  /// The number of slots of each key.
  @exclusivity(unchecked) private var uses: [UInt32] = []
  /// The number of keys without slots.
  @exclusivity(unchecked) private var deadKeys = 0
  /// Finds a slot by its chain and key.
  @exclusivity(unchecked) private var index: PairIndex
  /// The chain of each slot in the upper half, the number of its key in the lower.
  @exclusivity(unchecked) private var pairs: UnsafeMutablePointer<UInt64>
  /// The next slot in each slot's chain, or in the list of free slots.
  @exclusivity(unchecked) private var next: UnsafeMutablePointer<UInt32>
  @exclusivity(unchecked) private var capacity = 64
  /// The number of slots ever made.
  @exclusivity(unchecked) private var made: UInt32 = 0
  @exclusivity(unchecked) private var firstFree = noSlot
  /// The newest slot of each chain.
  @exclusivity(unchecked) private var heads: [UInt32] = []
  @exclusivity(unchecked) private var lengths: [UInt32] = []
  @exclusivity(unchecked) private var freeChains: [UInt32] = []
  private let seed: UInt64

  /// The number of slots in chains.
  @exclusivity(unchecked) private(set) var count = 0

  init(seed: UInt64) {
    self.seed = seed
    keys = KeyTable(seed: seed)
    index = PairIndex(seed: seed)
    pairs = .allocate(capacity: capacity)
    next = .allocate(capacity: capacity)
  }

  deinit {
    index.deallocate()
    pairs.deallocate()
    next.deallocate()
  }

  /// The memory of the table, in bytes.
  var memory: Int {
    keys.memory + arrayMemory(uses) + index.memory + capacity * 12 + arrayMemory(heads) * 2 + arrayMemory(freeChains)
      + 256
  }

  /// The keys by number. Valid until the table changes.
  var keyColumn: KeyColumn { keys.keys }

  /// The number of a slot's key.
  func key(ofSlot slot: UInt32) -> UInt32 { UInt32(truncatingIfNeeded: pairs[Int(slot)]) }

  /// The chain of a slot.
  func chain(ofSlot slot: UInt32) -> UInt32 { UInt32(truncatingIfNeeded: pairs[Int(slot)] >> 32) }

  /// The bytes of a slot's key.
  func keyBytes(ofSlot slot: UInt32) -> [UInt8] { keys.keys[Int(key(ofSlot: slot))] }

  /// The number of keys; all key numbers are below it.
  var keyLimit: Int { keys.count }
}

// MARK: Chains

extension SharedTable {
  /// Makes a chain without slots.
  func makeChain() -> UInt32 {
    if let used = freeChains.popLast() { return used }
    heads.append(Self.noSlot)
    lengths.append(0)
    return UInt32(heads.count - 1)
  }

  /// Appends the slots of a chain and the numbers of their keys to a list, the oldest first.
  func append(_ chain: UInt32, to list: SlotList) {
    let first = list.count
    var position = first + Int(lengths[Int(chain)])
    list.reserve(position)
    list.count = position
    let (pairs, next, slots, keys) = (pairs, next, list.slots, list.keys)
    var slot = heads[Int(chain)]
    // The newest slot is at the head, so the list is filled from its end.
    while position > first {
      position &-= 1
      slots[position] = slot
      keys[position] = UInt32(truncatingIfNeeded: pairs[Int(slot)])
      slot = next[Int(slot)]
    }
  }

  /// Frees a chain and its slots. The content of the slots must have been cleared.
  func removeChain(_ chain: UInt32) {
    var slot = heads[Int(chain)]
    while slot != Self.noSlot {
      let after = next[Int(slot)]
      index.remove(pairs[Int(slot)], slot: slot)
      release(key: UInt32(truncatingIfNeeded: pairs[Int(slot)]))
      giveBack(slot)
      count -= 1
      slot = after
    }
    heads[Int(chain)] = Self.noSlot
    lengths[Int(chain)] = 0
    freeChains.append(chain)
    if deadKeys > 256 && deadKeys > keys.count / 2 { rebuildKeys() }
  }

  private func release(key: UInt32) {
    uses[Int(key)] -= 1
    if uses[Int(key)] == 0 { deadKeys += 1 }
  }

  /// Removes keys without slots, which renumbers the others.
  private func rebuildKeys() {
    let old = keys
    let column = old.keys
    keys = KeyTable(seed: seed)
    var numbers: [UInt32] = Array(repeating: 0, count: column.count)
    var kept: [UInt32] = []
    for number in 0..<column.count where uses[number] > 0 {
      let start = column.offsets[number]
      numbers[number] = keys.slot(
        ofKey: column.bytes + start, length: column.offsets[number + 1] - start, hash: old.hash(ofSlot: number))
      kept.append(uses[number])
    }
    uses = kept
    deadKeys = 0
    index.removeAll()
    for chain in heads.indices {
      var slot = heads[chain]
      while slot != Self.noSlot {
        let pair = pairs[Int(slot)]
        pairs[Int(slot)] = pair & 0xFFFF_FFFF_0000_0000 | UInt64(numbers[Int(truncatingIfNeeded: pair & 0xFFFF_FFFF)])
        index.insert(pairs[Int(slot)], slot: slot)
        slot = next[Int(slot)]
      }
    }
  }
}

// MARK: Slots

extension SharedTable {
  /// Finds or makes the slots of records.
  /// - Parameters:
  ///   - records: the address of each record.
  ///   - chains: the chain of each record.
  ///   - scratch: receives the slots and values.
  func slots(
    _ records: UnsafePointer<UnsafePointer<UInt8>>, chains: UnsafePointer<UInt32>, count more: Int, headerSize: Int,
    _ scratch: RecordScratch
  ) {
    let numbers = scratch.keys
    keys.slots(records, count: more, headerSize: headerSize, into: numbers, values: scratch.values)
    noteKeys()
    index.reserve(count + more)
    let slots = scratch.slots
    let index = index
    var pairs = pairs
    index.touch(chains, numbers, more)
    for position in 0..<more {
      let pair = UInt64(chains[position]) &<< 32 | UInt64(numbers[position])
      let at = index.find(pair, pairs)
      if at.isFound {
        slots[position] = at.slot
      } else {
        slots[position] = insert(pair, at: at.position)
        pairs = self.pairs
      }
    }
  }

  /// Finds or makes the slot of a key of another table in a chain.
  func slot(of others: KeyTable, _ number: Int, in chain: UInt32) -> UInt32 {
    let column = others.keys
    let start = column.offsets[number]
    let key = keys.slot(
      ofKey: column.bytes + start, length: column.offsets[number + 1] - start, hash: others.hash(ofSlot: number))
    noteKeys()
    index.reserve(count + 1)
    let pair = UInt64(chain) << 32 | UInt64(key)
    let found = index.find(pair, pairs)
    return found.isFound ? found.slot : insert(pair, at: found.position)
  }

  /// Begins to count the slots of new keys.
  private func noteKeys() {
    while uses.count < keys.count {
      uses.append(0)
      deadKeys += 1
    }
  }

  /// Makes a slot for a key in a chain that has none for it.
  func makeSlot(ofKey key: UInt32, in chain: UInt32) -> UInt32 {
    index.reserve(count + 1)
    let pair = UInt64(chain) << 32 | UInt64(key)
    return insert(pair, at: index.find(pair, pairs).position)
  }

  /// The number of slots of a chain.
  func length(ofChain chain: UInt32) -> Int { Int(lengths[Int(chain)]) }

  /// Makes a slot that belongs to no chain, for a result that is being written. Free it with `giveBack`.
  func makeSlot() -> UInt32 {
    if firstFree != Self.noSlot {
      let slot = firstFree
      firstFree = next[Int(slot)]
      return slot
    }
    if Int(made) == capacity { growSlots(capacity + 1) }
    made += 1
    return made - 1
  }

  /// Frees a slot that belongs to no chain.
  func giveBack(_ slot: UInt32) {
    next[Int(slot)] = firstFree
    firstFree = slot
  }

  private func insert(_ pair: UInt64, at position: Int) -> UInt32 {
    let slot = makeSlot()
    pairs[Int(slot)] = pair
    let chain = Int(truncatingIfNeeded: pair >> 32)
    next[Int(slot)] = heads[chain]
    heads[chain] = slot
    lengths[chain] += 1
    let key = Int(truncatingIfNeeded: pair & 0xFFFF_FFFF)
    if uses[key] == 0 { deadKeys -= 1 }
    uses[key] += 1
    count += 1
    index.set(pair, slot: slot, at: position)
    return slot
  }

  private func growSlots(_ wanted: Int) {
    capacity = max(capacity * 2, wanted)
    pairs.resize(to: capacity, keeping: Int(made))
    next.resize(to: capacity, keeping: Int(made))
  }
}
