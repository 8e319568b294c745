/// The keys and windows that a bundle has met in one key group. Each pair gets a number, its slot, from 0.
package final class KeySlots {
  private struct Entry {
    let hash: UInt64
    let window: UInt32
    let length: UInt32
    /// Where the key starts in `bytes`.
    let start: Int
  }

  // SAFETY: `@exclusivity(unchecked)`: one thread at a time uses an executor, and no call calls back.
  @exclusivity(unchecked) private var entries: [Entry] = []
  @exclusivity(unchecked) private var bytes: [UInt8] = []
  /// An open-addressed table of slots; -1 is free.
  @exclusivity(unchecked) private var table: [Int32] = Array(repeating: -1, count: 64)
  /// Mixed into hashes once keys collide more often than by chance, since they may have been chosen to.
  @exclusivity(unchecked) private var salt: UInt64 = 0

  /// A search longer than this is no chance.
  private static let longestSearch = 64

  package init() {}

  /// The number of slots.
  package var count: Int { entries.count }

  /// The window of a slot, as a number of the bundle's `ContextTable`.
  package func window(_ slot: Int) -> UInt32 { entries[slot].window }

  /// The encoded key of a slot.
  package func key(_ slot: Int) -> [UInt8] {
    let entry = entries[slot]
    return Array(bytes[entry.start..<entry.start + Int(entry.length)])
  }

  /// Calls a function with the encoded key of a slot.
  func withKey<Answer>(_ slot: Int, _ body: (UnsafeRawBufferPointer) throws -> Answer) rethrows -> Answer {
    let entry = entries[slot]
    return try bytes.withUnsafeBytes { try body(.init(rebasing: $0[entry.start..<entry.start + Int(entry.length)])) }
  }

  /// Returns the slot of a key in a window; a new one if it is the first time.
  /// - Parameter hash: the stable hash of the key.
  package func slot(hash: UInt64, key: UnsafeRawBufferPointer, window: UInt32) -> Int {
    let hash = (salt == 0 ? hash : salted(key)) ^ (UInt64(window) &* 0x9E37_79B9_7F4A_7C15)
    let mask = table.count - 1
    var index = Int(truncatingIfNeeded: hash) & mask
    var steps = 0
    while table[index] >= 0 {
      let slot = Int(table[index])
      let entry = entries[slot]
      if entry.hash == hash, entry.window == window, Int(entry.length) == key.count, isKey(key, of: entry) {
        return slot
      }
      index = (index + 1) & mask
      steps += 1
    }
    if steps > Self.longestSearch, salt == 0 {
      salt = UInt64.random(in: 1...UInt64.max)
      rebuild(table.count)
      return self.slot(hash: hash, key: key, window: window)
    }
    let slot = entries.count
    entries.append(Entry(hash: hash, window: window, length: UInt32(key.count), start: bytes.count))
    bytes.append(contentsOf: key)
    table[index] = Int32(truncatingIfNeeded: slot)
    if entries.count * 2 > table.count { rebuild(table.count * 2) }
    return slot
  }

  /// Forgets all slots.
  package func removeAll() {
    if entries.isEmpty { return }
    entries.removeAll(keepingCapacity: entries.count <= 1 << 16)
    bytes.removeAll(keepingCapacity: bytes.count <= 1 << 22)
    salt = 0
    if table.count > 1 << 17 {
      table = Array(repeating: -1, count: 64)
    } else {
      for index in table.indices { table[index] = -1 }
    }
  }

  private func isKey(_ key: UnsafeRawBufferPointer, of entry: Entry) -> Bool {
    if key.isEmpty { return true }
    return bytes.withUnsafeBytes { $0[entry.start..<entry.start + key.count].elementsEqual(key) }
  }

  private func salted(_ key: UnsafeRawBufferPointer) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(salt)
    hasher.combine(bytes: key)
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }

  private func rebuild(_ size: Int) {
    table = Array(repeating: -1, count: size)
    for slot in entries.indices {
      let entry = entries[slot]
      if salt != 0 {
        let hash = withKey(slot, salted) ^ (UInt64(entry.window) &* 0x9E37_79B9_7F4A_7C15)
        entries[slot] = Entry(hash: hash, window: entry.window, length: entry.length, start: entry.start)
      }
      var index = Int(truncatingIfNeeded: entries[slot].hash) & (size - 1)
      while table[index] >= 0 { index = (index + 1) & (size - 1) }
      table[index] = Int32(truncatingIfNeeded: slot)
    }
  }
}
