import JoistPlan

/// The values of many slots with few values each: bytes in one arena, each value chained to the next of its slot.
///
/// Owned by one shared table's machine. What was cleared is forgotten when it is more than half of the arena.
final class ValueChains {
  /// A slot's values.
  private struct Chain {
    /// Where the first and the last value stand; -1: there is none.
    var first = -1
    var last = -1
    var count: UInt32 = 0
    var bytes = 0
  }

  /// Values: where the next one stands (8 bytes), the length (8), the bytes.
  @exclusivity(unchecked) private var arena: UnsafeMutableRawPointer
  @exclusivity(unchecked) private var capacity = 1 << 10
  @exclusivity(unchecked) private var used = 0
  @exclusivity(unchecked) private var garbage = 0
  @exclusivity(unchecked) private var chains: [Chain] = []
  private static let headerSize = 16
  /// Bytes of keys and values that are written together, about.
  private static let bytesTogether = 16 << 10
  /// The most values of a key that a pane may show: Beam's iterables count them with 31 bits.
  private let mostValues: Int

  init(mostValues: Int = Int(Int32.max)) {
    self.mostValues = mostValues
    arena = .allocate(byteCount: capacity, alignment: 8)
  }

  deinit { arena.deallocate() }

  /// The memory it takes, in bytes.
  var memory: Int { capacity + arrayMemory(chains) }

  /// Adds values to slots, in order. A slot number equal to the number of slots so far makes a new slot.
  func add(values: UnsafePointer<UnsafeRawBufferPointer>, slots: UnsafePointer<UInt32>, count: Int) {
    for index in 0..<count {
      let slot = Int(slots[index])
      if slot == chains.count { chains.append(Chain()) }
      append(values[index], to: slot)
    }
  }

  private func append(_ value: UnsafeRawBufferPointer, to slot: Int) {
    let size = (Self.headerSize + value.count + 7) & ~7
    if used + size > capacity { makeRoom(size) }
    let address = arena + used
    address.storeBytes(of: -1, as: Int.self)
    address.storeBytes(of: value.count, toByteOffset: 8, as: Int.self)
    if let start = value.baseAddress {
      copyBytes(
        (address + Self.headerSize).assumingMemoryBound(to: UInt8.self), start.assumingMemoryBound(to: UInt8.self),
        value.count)
    }
    if chains[slot].last < 0 {
      chains[slot].first = used
    } else {
      (arena + chains[slot].last).storeBytes(of: used, as: Int.self)
    }
    chains[slot].last = used
    chains[slot].count &+= 1
    chains[slot].bytes += value.count
    used += size
  }

  /// Makes slots hold nothing; a slot number equal to the number of slots so far makes a new slot.
  func clear(_ slots: UnsafeBufferPointer<UInt32>) {
    for slot in slots {
      if slot == chains.count { chains.append(Chain()) }
      forEach(Int(slot)) { _, count in garbage += (Self.headerSize + count + 7) & ~7 }
      chains[Int(slot)] = Chain()
    }
    if garbage == used {
      used = 0
      garbage = 0
    }
  }

  /// Appends the keys of slots with their values, as Beam's encoding of a key and an iterable: see `ValueLists.emit`.
  /// - Throws: a `CombineFailure` where a key has more values than an iterable can hold.
  func emit(_ list: SlotList, keys: KeyColumn, _ pane: Pane, _ work: GroupWork) throws {
    var first = 0
    for run in list.runs {
      while first < run.end {
        var next = first
        var bytes = 0
        while next < run.end && bytes < Self.bytesTogether {
          let chain = chains[Int(list.slots[next])]
          if Int(chain.count) > mostValues {
            throw CombineFailure(place: next, underlying: TooManyValues(count: Int(chain.count), most: mostValues))
          }
          let number = Int(list.keys[next])
          bytes += keys.offsets[number + 1] - keys.offsets[number] + 4 + chain.bytes
          next += 1
        }
        let part = CollectionOfOne(SlotList.Run(window: run.window, end: next - first))
        work.writer.write(part, pane, lane: work.lane, bytes: bytes) { builder in
          _ = builder.reserve(bytes)
          builder.reserveElements(next - first)
          for index in first..<next { append(list.slots[index], keys, Int(list.keys[index]), to: builder) }
        }
        first = next
      }
    }
  }

  /// Appends a key with its values to a block that has room for them.
  @inline(__always)
  private func append(_ slot: UInt32, _ keys: KeyColumn, _ number: Int, to builder: ElementBlockBuilder) {
    let chain = chains[Int(slot)]
    let start = keys.offsets[number]
    let keyLength = keys.offsets[number + 1] - start
    var cursor = builder.bytes + builder.used
    copyBytes(cursor, keys.bytes + start, keyLength)
    cursor += keyLength
    UnsafeMutableRawPointer(cursor).storeBytes(of: chain.count.bigEndian, as: UInt32.self)
    cursor += 4
    forEach(Int(slot)) { value, count in
      copyBytes(cursor, value, count)
      cursor += count
    }
    builder.used += keyLength + 4 + chain.bytes
    builder.endElement()
  }

  @inline(__always)
  private func forEach(_ slot: Int, _ body: (_ value: UnsafePointer<UInt8>, _ count: Int) -> Void) {
    var offset = chains[slot].first
    while offset >= 0 {
      let address = arena + offset
      body(
        UnsafePointer((address + Self.headerSize).assumingMemoryBound(to: UInt8.self)),
        address.load(fromByteOffset: 8, as: Int.self))
      offset = address.load(as: Int.self)
    }
  }

  /// Forgets what was cleared, if that is much, or moves to a larger arena.
  @inline(never)
  private func makeRoom(_ more: Int) {
    let live = used - garbage
    let size = garbage > used / 2 ? max(capacity, live + more) : max(capacity * 2, live + more)
    let old = arena
    arena = .allocate(byteCount: size, alignment: 8)
    capacity = size
    if garbage == 0 {
      arena.copyMemory(from: old, byteCount: used)
    } else {
      moveChains(from: old)
    }
    old.deallocate()
  }

  /// Copies all chains into the new arena, one after another.
  private func moveChains(from old: UnsafeMutableRawPointer) {
    used = 0
    garbage = 0
    for slot in chains.indices where chains[slot].first >= 0 {
      var offset = chains[slot].first
      chains[slot].first = used
      while offset >= 0 {
        let size = (Self.headerSize + (old + offset).load(fromByteOffset: 8, as: Int.self) + 7) & ~7
        (arena + used).copyMemory(from: old + offset, byteCount: size)
        offset = (old + offset).load(as: Int.self)
        chains[slot].last = used
        used += size
        (arena + chains[slot].last).storeBytes(of: offset < 0 ? -1 : used, as: Int.self)
      }
    }
  }
}
