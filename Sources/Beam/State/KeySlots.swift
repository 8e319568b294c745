import Rows

/// The keys and windows that a bundle has met in one key group. Each pair gets a number, its slot, from 0.
package final class KeySlots {
  private struct Entry {
    var hash: UInt64
    let window: UInt32
    let length: UInt32
    /// Where the key starts in `bytes`.
    let start: Int
  }

  // SAFETY: `@exclusivity(unchecked)`: one thread at a time uses an executor, and no call calls back. The slots own the
  // memory: `entries` has room for `capacity` entries, of which `count` are initialised; `bytes` for `byteCapacity` bytes,
  // of which `byteCount` are. `table` has `mask + 1` initialised places, a power of two, so that masked indices are within
  // it; it has more places than entries, so that a search ends.
  @exclusivity(unchecked) private var entries: UnsafeMutablePointer<Entry>
  @exclusivity(unchecked) private var capacity = 32
  /// The number of slots.
  @exclusivity(unchecked) package private(set) var count = 0
  @exclusivity(unchecked) private var bytes: UnsafeMutablePointer<UInt8>
  @exclusivity(unchecked) private var byteCapacity = 1024
  @exclusivity(unchecked) private var byteCount = 0
  /// An open-addressed table of slots; -1 is free.
  @exclusivity(unchecked) private var table: UnsafeMutablePointer<Int32>
  @exclusivity(unchecked) private var mask = 63
  /// Mixed into hashes once keys collide more often than by chance, since they may have been chosen to.
  @exclusivity(unchecked) private var salt: UInt64 = 0

  /// A search longer than this is no chance.
  private static let longestSearch = 64
  /// More memory than this is not kept between key groups.
  private static let mostKept = 1 << 16

  package init() {
    entries = .allocate(capacity: capacity)
    bytes = .allocate(capacity: byteCapacity)
    table = .allocate(capacity: mask + 1)
    table.initialize(repeating: -1, count: mask + 1)
  }

  deinit {
    entries.deallocate()
    bytes.deallocate()
    table.deallocate()
  }

  /// The window of a slot, as a number of the bundle's `ContextTable`.
  package func window(_ slot: Int) -> UInt32 { entries[checked(slot)].window }

  /// The encoded key of a slot. It is valid until the next call of `slot(hash:key:window:)` or `removeAll`.
  package func key(_ slot: Int) -> UnsafeRawBufferPointer {
    let entry = entries[checked(slot)]
    return UnsafeRawBufferPointer(start: bytes + entry.start, count: Int(entry.length))
  }

  private func checked(_ slot: Int) -> Int {
    precondition(slot >= 0 && slot < count, "slot \(slot) of \(count)")
    return slot
  }

  /// Returns the slot of a key in a window; a new one if it is the first time.
  /// - Parameter hash: the stable hash of the key.
  package func slot(hash: UInt64, key: UnsafeRawBufferPointer, window: UInt32) -> Int {
    let hash = (salt == 0 ? hash : salted(key)) ^ (UInt64(window) &* 0x9E37_79B9_7F4A_7C15)
    var index = Int(truncatingIfNeeded: hash) & mask
    var steps = 0
    while table[index] >= 0 {
      let entry = entries + Int(table[index])
      if entry.pointee.hash == hash, entry.pointee.window == window, isKey(key, of: entry) { return Int(table[index]) }
      index = (index &+ 1) & mask
      steps &+= 1
    }
    return add(hash, key, window, at: index, afterSteps: steps)
  }

  @inline(__always) private func isKey(_ key: UnsafeRawBufferPointer, of entry: UnsafeMutablePointer<Entry>) -> Bool {
    let count = Int(entry.pointee.length)
    guard count == key.count else { return false }
    let known = UnsafeRawBufferPointer(start: bytes + entry.pointee.start, count: count)
    var offset = 0
    while offset &+ 8 <= count {
      let left = known.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      if left != key.loadUnaligned(fromByteOffset: offset, as: UInt64.self) { return false }
      offset &+= 8
    }
    while offset < count {
      if known[offset] != key[offset] { return false }
      offset &+= 1
    }
    return true
  }

  @inline(never)
  private func add(
    _ hash: UInt64, _ key: UnsafeRawBufferPointer, _ window: UInt32, at index: Int, afterSteps steps: Int
  ) -> Int {
    if steps > Self.longestSearch, salt == 0 {
      salt = UInt64.random(in: 1...UInt64.max)
      rebuild(mask + 1)
      return slot(hash: hash, key: key, window: window)
    }
    let slot = count
    if slot == capacity { growEntries() }
    if byteCount + key.count > byteCapacity { growBytes(by: key.count) }
    UnsafeMutableRawBufferPointer(start: bytes + byteCount, count: key.count).copyMemory(from: key)
    (entries + slot).initialize(to: Entry(hash: hash, window: window, length: UInt32(key.count), start: byteCount))
    byteCount += key.count
    count += 1
    table[index] = Int32(truncatingIfNeeded: slot)
    if count * 2 > mask { rebuild((mask + 1) * 2) }
    return slot
  }

  /// Forgets all slots.
  package func removeAll() {
    if count == 0 { return }
    let slots = count
    (count, byteCount, salt) = (0, 0, 0)
    if capacity > Self.mostKept {
      entries.deallocate()
      capacity = 32
      entries = .allocate(capacity: capacity)
    }
    if byteCapacity > Self.mostKept * 16 {
      bytes.deallocate()
      byteCapacity = 1024
      bytes = .allocate(capacity: byteCapacity)
    }
    // A large table that is hardly used takes longer to clear than to make anew.
    if mask > 1024, mask > slots * 16 {
      makeTable(64)
    } else {
      table.update(repeating: -1, count: mask + 1)
    }
  }

  private func growEntries() {
    let larger = UnsafeMutablePointer<Entry>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: entries, count: count)
    entries.deallocate()
    (entries, capacity) = (larger, capacity * 2)
  }

  private func growBytes(by more: Int) {
    let room = Swift.max(byteCapacity * 2, byteCount + more)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: room)
    larger.moveInitialize(from: bytes, count: byteCount)
    bytes.deallocate()
    (bytes, byteCapacity) = (larger, room)
  }

  private func salted(_ key: UnsafeRawBufferPointer) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(salt)
    hasher.combine(bytes: key)
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }

  private func makeTable(_ size: Int) {
    table.deallocate()
    table = .allocate(capacity: size)
    table.initialize(repeating: -1, count: size)
    mask = size - 1
  }

  private func rebuild(_ size: Int) {
    makeTable(size)
    for slot in 0..<count {
      if salt != 0 {
        entries[slot].hash = salted(key(slot)) ^ (UInt64(entries[slot].window) &* 0x9E37_79B9_7F4A_7C15)
      }
      var index = Int(truncatingIfNeeded: entries[slot].hash) & mask
      while table[index] >= 0 { index = (index &+ 1) & mask }
      table[index] = Int32(truncatingIfNeeded: slot)
    }
  }
}
