import EngineReference
import JoistPlan
import Testing

@testable import JoistEngine

/// The table that numbers keys, against a plain dictionary.
@Suite struct KeyTableTests {
  /// Looks keys up a block at a time, as the engine does.
  private func slots(_ keys: [[UInt8]], in table: KeyTable, hash: ([UInt8]) -> UInt64 = Make.hash) -> [Int] {
    var bytes: [UInt8] = []
    for key in keys {
      withUnsafeBytes(of: hash(key)) { bytes += $0 }
      withUnsafeBytes(of: UInt32(key.count)) { bytes += $0 }
      withUnsafeBytes(of: UInt32(1)) { bytes += $0 }
      bytes += key + [UInt8(truncatingIfNeeded: key.count)]
    }
    let slots = UnsafeMutablePointer<UInt32>.allocate(capacity: keys.count)
    let values = UnsafeMutablePointer<UnsafeRawBufferPointer>.allocate(capacity: keys.count)
    defer {
      slots.deallocate()
      values.deallocate()
    }
    return bytes.withUnsafeBufferPointer { memory in
      guard let start = memory.baseAddress else { return [] }
      var addresses: [UnsafePointer<UInt8>] = []
      var address = start
      for _ in keys {
        addresses.append(address)
        address = Record(at: address, headerSize: 16).end
      }
      #expect(address == start + memory.count)
      addresses.withUnsafeBufferPointer {
        guard let records = $0.baseAddress else { return }
        table.slots(records, count: keys.count, headerSize: 16, into: slots, values: values)
      }
      for (index, key) in keys.enumerated() {
        #expect(Array(values[index]) == [UInt8(truncatingIfNeeded: key.count)])
      }
      return (0..<keys.count).map { Int(slots[$0]) }
    }
  }

  private func key(_ table: KeyTable, _ slot: Int) -> [UInt8] {
    let column = table.keys
    return Array(
      UnsafeBufferPointer(
        start: column.bytes + column.offsets[slot], count: column.offsets[slot + 1] - column.offsets[slot]))
  }

  @Test("Slots are dense, in the order of the keys' arrival", arguments: [3, 200, 20_000])
  func slots(keyCount: Int) {
    var dice = Dice(seed: UInt64(keyCount))
    let table = KeyTable(seed: 99)
    for round in 0..<3 {
      var known: [[UInt8]: Int] = [:]
      for _ in 0..<max(20, keyCount / 100) {
        let keys = (0..<dice.number(in: 0...150)).map { _ in
          let number = dice.number(in: 0...keyCount - 1)
          return (0..<(number % 23)).map { UInt8(truncatingIfNeeded: number >> ($0 % 3 * 8)) }
        }
        let expected = keys.map { key in
          if let slot = known[key] { return slot }
          known[key] = known.count
          return known.count - 1
        }
        #expect(slots(keys, in: table) == expected)
      }
      #expect(table.count == known.count)
      for (expected, slot) in known { #expect(key(table, slot) == expected, "round \(round)") }
      table.reset()
      #expect(table.count == 0)
    }
  }

  @Test("Keys with the same hash get different slots")
  func equalHashes() {
    let table = KeyTable(seed: 1)
    let keys = (0..<100).map { [UInt8($0), 7, 7, 7, 7, 7, 7, 7, UInt8($0)] }
    #expect(slots(keys, in: table) { _ in 42 } == Array(0..<100))
    #expect(slots(keys.reversed(), in: table) { _ in 42 } == (0..<100).reversed())
  }

  /// Keys that differ in one byte only, for each length that is compared in its own way.
  @Test("Keys that differ in one byte get different slots")
  func everyByte() {
    for length in 1...40 {
      let table = KeyTable(seed: 5)
      var keys = [Array(repeating: UInt8(0), count: length)]
      for index in 0..<length {
        keys.append(keys[0])
        keys[index + 1][index] = 1
      }
      #expect(slots(keys, in: table) { _ in 9 } == Array(0...length))
      for slot in 0...length { #expect(key(table, slot) == keys[slot]) }
    }
  }

  @Test("An empty key gets a slot")
  func emptyKey() {
    let table = KeyTable(seed: 5)
    #expect(slots([[], [0], [], [0]], in: table) == [0, 1, 0, 1])
  }

  /// Hashes that all have the same home without a seed.
  @Test("A seed spreads hashes that were chosen to share a home")
  func hostileKeys() {
    let odd: UInt64 = 0x9E37_79B9_7F4A_7C15
    var inverse = odd
    for _ in 0..<6 { inverse = inverse &* (2 &- odd &* inverse) }
    let hostile = (1...64).map { UInt64($0) &* inverse }
    func homes(_ seed: UInt64) -> Int { Set(hostile.map { KeyTable.home($0, seed, 10) }).count }
    #expect(homes(0) == 1)
    #expect(homes(0x1234_5678_9ABC_DEF0) > 30)
  }

  @Test("A table frees memory when it has fewer keys")
  func shrinking() {
    let table = KeyTable(seed: 5)
    _ = slots((0..<20_000).map { withUnsafeBytes(of: $0) { Array($0) } }, in: table)
    let large = table.memory
    for _ in 0..<5 {
      table.reset()
      _ = slots([[1]], in: table)
    }
    #expect(table.memory * 10 < large)
  }

  /// Keys that were made to have one hash: the table stops relying on it, and gives the same slots.
  @Test("After many keys with the same hash, a table computes hashes of its own")
  func guarding() {
    let table = KeyTable(seed: 99)
    let keys = (0..<5000).map { number in
      (0..<3 + number % 11).map { UInt8(truncatingIfNeeded: number >> ($0 % 2 * 8)) }
    }
    let few = Array(keys[..<10])
    #expect(slots(few, in: table, hash: { _ in 77 }) == Array(0..<10))
    #expect(!table.isGuarded)
    var known: [[UInt8]: Int] = [:]
    let expected = keys.map { key in
      if let slot = known[key] { return slot }
      known[key] = known.count
      return known.count - 1
    }
    #expect(slots(keys, in: table, hash: { _ in 77 }) == expected)
    #expect(table.isGuarded)
    #expect(slots(keys, in: table, hash: { _ in 77 }) == expected)
    for (key, slot) in known.prefix(100) {
      #expect(key.withUnsafeBufferPointer { table.slot(ofKey: $0.baseAddress!, length: $0.count, hash: 77) } == slot)
    }
    table.reset()
    #expect(!table.isGuarded)
    #expect(slots(few, in: table, hash: { _ in 77 }) == Array(0..<10))
  }

  @Test("A table is also guarded after many single keys with the same hash")
  func singleKeysWithOneHash() {
    let table = KeyTable(seed: 99)
    for round in 0..<2 {
      for number in UInt32(0)..<2000 {
        let slot = withUnsafeBytes(of: number) { bytes in
          bytes.withMemoryRebound(to: UInt8.self) { table.slot(ofKey: $0.baseAddress!, length: 4, hash: 77) }
        }
        #expect(slot == number)
      }
      #expect(table.isGuarded && table.count == 2000, "round \(round)")
    }
  }

  @Test("Finding a key returns its slot, and a missing key adds none", arguments: [false, true])
  func find(isHostile: Bool) {
    let table = KeyTable(seed: 99)
    func ask<Result>(_ number: UInt32, _ body: (UnsafePointer<UInt8>, UInt64) -> Result) -> Result {
      withUnsafeBytes(of: number) { bytes in
        bytes.withMemoryRebound(to: UInt8.self) { body($0.baseAddress!, isHostile ? 77 : Make.hash(Array($0))) }
      }
    }
    for number in UInt32(0)..<1000 { _ = ask(number) { table.slot(ofKey: $0, length: 4, hash: $1) } }
    #expect(table.isGuarded == isHostile)
    for number in UInt32(0)..<2000 {
      #expect(ask(number) { table.find($0, length: 4, hash: $1) } == (number < 1000 ? Int(number) : nil))
      #expect(ask(number) { table.find($0, length: 3, hash: $1) } == nil)
    }
    #expect(table.count == 1000)
    table.reset()
    #expect(ask(1) { table.find($0, length: 4, hash: $1) } == nil)
  }

  @Test("A guarded hash depends on every byte and on the seed")
  func guardedHash() {
    var seen: Set<UInt64> = []
    for length in 0..<20 {
      for change in 0...length {
        var key = Array(repeating: UInt8(0), count: length)
        if change < length { key[change] = 1 }
        for seed: UInt64 in [1, 2] {
          key.withUnsafeBytes { bytes in
            let start = bytes.bindMemory(to: UInt8.self).baseAddress ?? UnsafePointer(bitPattern: 8)!
            seen.insert(GuardedHash.hash(start, length, seed: seed))
          }
        }
      }
    }
    #expect(seen.count == 2 * (0..<20).reduce(0) { $0 + $1 + 1 })
  }
}
