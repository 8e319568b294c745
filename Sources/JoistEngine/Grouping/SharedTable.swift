import JoistPlan

/// One table for what many windows hold of few keys each: (chain, key) → slot.
///
/// A chain is all that belongs together: a window's keys, or those of a slice of windows. Each key is kept once, whatever the
/// number of its chains, and has a small number; so a slot is found by two numbers. Slots and chains that are given back
/// serve again: memory follows what is held, not what was seen.
///
/// Owned by one key-group machine: its properties are `@exclusivity(unchecked)`, since nothing that it calls comes back to it.
final class SharedTable {
  /// The number of no chain.
  static let noChain = UInt32.max
  private static let noSlot = UInt32.max

  /// The keys, by number; those that no slot has any more stay until they are too many.
  @exclusivity(unchecked) private var keys: KeyTable
  /// How many slots each key has.
  @exclusivity(unchecked) private var uses: [UInt32] = []
  @exclusivity(unchecked) private var deadKeys = 0
  /// Finds a slot by its chain and key.
  @exclusivity(unchecked) private var index: PairIndex
  /// Chain and key number of each slot, the chain in the upper half.
  @exclusivity(unchecked) private var pairs: UnsafeMutablePointer<UInt64>
  /// The next slot of each slot's chain, or of the free ones.
  @exclusivity(unchecked) private var next: UnsafeMutablePointer<UInt32>
  @exclusivity(unchecked) private var capacity = 64
  /// Slots that were ever made.
  @exclusivity(unchecked) private var made: UInt32 = 0
  @exclusivity(unchecked) private var firstFree = noSlot
  /// The newest slot of each chain.
  @exclusivity(unchecked) private var heads: [UInt32] = []
  @exclusivity(unchecked) private var lengths: [UInt32] = []
  @exclusivity(unchecked) private var freeChains: [UInt32] = []
  private let seed: UInt64

  /// How many keys in chains there are.
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

  /// The memory it takes, in bytes.
  var memory: Int {
    keys.memory + arrayMemory(uses) + index.memory + capacity * 12 + arrayMemory(heads) * 2 + arrayMemory(freeChains)
      + 256
  }

  /// The keys by number; valid until the table changes.
  var keyColumn: KeyColumn { keys.keys }

  /// The number of a slot's key.
  func key(ofSlot slot: UInt32) -> UInt32 { UInt32(truncatingIfNeeded: pairs[Int(slot)]) }

  /// The chain of a slot.
  func chain(ofSlot slot: UInt32) -> UInt32 { UInt32(truncatingIfNeeded: pairs[Int(slot)] >> 32) }

  /// The bytes of a slot's key.
  func keyBytes(ofSlot slot: UInt32) -> [UInt8] { keys.keys[Int(key(ofSlot: slot))] }

  /// How many keys have a number: all numbers are lower.
  var keyLimit: Int { keys.count }
}

// MARK: Chains

extension SharedTable {
  /// A new chain without slots.
  func makeChain() -> UInt32 {
    if let used = freeChains.popLast() { return used }
    heads.append(Self.noSlot)
    lengths.append(0)
    return UInt32(heads.count - 1)
  }

  /// Appends the slots of a chain to a list, in the order in which they came, with the numbers of their keys.
  func append(_ chain: UInt32, to list: SlotList) {
    let first = list.count
    var position = first + Int(lengths[Int(chain)])
    list.reserve(position)
    list.count = position
    let (pairs, next, slots, keys) = (pairs, next, list.slots, list.keys)
    var slot = heads[Int(chain)]
    // The newest is at the head.
    while position > first {
      position &-= 1
      slots[position] = slot
      keys[position] = UInt32(truncatingIfNeeded: pairs[Int(slot)])
      slot = next[Int(slot)]
    }
  }

  /// Gives a chain and its slots back. What the slots held must have been cleared.
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

  /// Numbers the keys anew that are still in use.
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
  ///   - records: where each starts.
  ///   - chains: the chain of each.
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

  /// The slot of one key of another table in a chain.
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

  /// Begins to count the uses of keys that are new.
  private func noteKeys() {
    while uses.count < keys.count {
      uses.append(0)
      deadKeys += 1
    }
  }

  /// A new slot of a key in a chain that has none of it.
  func makeSlot(ofKey key: UInt32, in chain: UInt32) -> UInt32 {
    index.reserve(count + 1)
    let pair = UInt64(chain) << 32 | UInt64(key)
    return insert(pair, at: index.find(pair, pairs).position)
  }

  /// How many slots a chain has.
  func length(ofChain chain: UInt32) -> Int { Int(lengths[Int(chain)]) }

  /// Slots that belong to no chain, for results on their way out; to be given back by `giveBack`.
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

  /// Gives a slot back that belongs to no chain.
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
