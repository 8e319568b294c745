import EngineReference
import JoistPlan
import TestSupport
import Testing

@testable import JoistEngine

/// The stores against a plain map of sorted arrays.
@Suite struct KeyedStoreTests {
  /// What a store has to hold.
  private struct Plain: Equatable {
    var keys: [[UInt8]: [Listed]] = [:]

    mutating func set(_ value: [UInt8]?, _ cell: [UInt8], _ key: [UInt8]) {
      var cells = (keys[key] ?? []).filter { $0.cell != cell }
      if let value { cells.append(Listed(key: key, cell: cell, value: value)) }
      keys[key] = cells.sorted { $0.cell.lexicographicallyPrecedes($1.cell) }
    }

    func cells(_ range: CellRange, _ key: [UInt8]) -> [Listed] {
      (keys[key] ?? []).filter { listed in
        !(range.lower.map { listed.cell.lexicographicallyPrecedes($0) } ?? false)
          && (range.upper.map { listed.cell.lexicographicallyPrecedes($0) } ?? true)
      }
    }

    var listing: [Listed] {
      keys.sorted { $0.key.lexicographicallyPrecedes($1.key) }.flatMap(\.value)
    }
  }

  /// Keys and cells to choose from: often equal for their first bytes, some of them empty.
  private struct Names {
    var keys: [[UInt8]]
    var cells: [[UInt8]]

    init(_ dice: inout Dice) {
      func some(_ count: Int) -> [[UInt8]] {
        (0..<count).map { _ in
          let shared = Array("shared prefix".utf8.prefix(dice.one(of: [0, 0, 3, 8, 11])))
          return shared + (0..<dice.number(in: 0...12)).map { _ in dice.one(of: [0, 1, 0x7F, 0x80, 0xFF]) }
        }
      }
      keys = some(dice.one(of: [3, 20, 300]))
      cells = some(dice.one(of: [2, 10, 40]))
    }

    func range(_ dice: inout Dice) -> CellRange {
      if dice.chance(20) { return CellRange(prefix: Array(dice.one(of: cells).prefix(dice.number(in: 0...12)))) }
      return CellRange(
        from: dice.chance(60) ? dice.one(of: cells) : nil, upTo: dice.chance(60) ? dice.one(of: cells) : nil)
    }
  }

  /// Does random things to both, and compares what they say.
  private func drive(
    _ store: inout some KeyedStore & ~Copyable, _ plain: inout Plain, _ names: Names, _ dice: inout Dice
  ) throws {
    let removals = dice.one(of: [10, 30, 80])
    for _ in 0..<dice.number(in: 1...200) {
      let key = dice.one(of: names.keys)
      let cell = dice.one(of: names.cells)
      switch dice.number(in: 0...9) {
      case 0...5:
        if dice.chance(removals) {
          // A cell that is there, if the key has one.
          let there = plain.keys[key]?.first?.cell ?? cell
          try store.remove(there, of: key)
          plain.set(nil, there, key)
        } else {
          let value = (0..<dice.number(in: 0...20)).map { UInt8($0) }
          try store.write(value, to: cell, of: key)
          plain.set(value, cell, key)
        }
      case 6...7:
        let read = try store.read(cell, of: key)
        #expect(read == plain.keys[key]?.first { $0.cell == cell }?.value)
      default:
        let range = names.range(&dice)
        let most = dice.one(of: [1, 2, .max])
        let cells = try store.cells(range, of: key, most: most)
        #expect(cells == Array(plain.cells(range, key).prefix(most)), "\(range)")
      }
    }
    let listing = try store.listing()
    #expect(listing == plain.listing)
  }

  @Test("The memory store has the content of a plain dictionary", arguments: Seeds.chosen(from: 0..<200))
  func memoryStore(seed: UInt64) throws {
    var dice = Dice(seed: seed)
    let names = Names(&dice)
    var store = MemoryStore(seed: seed)
    var plain = Plain()
    for _ in 0..<6 { try drive(&store, &plain, names, &dice) }
    let listing = try store.listing()
    #expect(listing == plain.listing, "\(Seeds.replay(seed, "KeyedStoreTests", of: "JoistEngineTests"))")
  }

  @Test(
    "An overlay reads like the store after the writes, and undo restores the store",
    arguments: Seeds.chosen(from: 0..<200))
  func overlay(seed: UInt64) throws {
    var dice = Dice(seed: seed)
    let names = Names(&dice)
    var store = StoreOverlay(over: MemoryStore(seed: seed), seed: seed)
    var plain = Plain()
    for _ in 0..<10 {
      let before = plain.listing
      try drive(&store, &plain, names, &dice)
      let changes = store.changes
      let isUndone = dice.chance(40)
      if isUndone {
        store.undo()
        plain = Plain(keys: Dictionary(grouping: before, by: \.key))
      } else {
        try store.commit()
      }
      let left = store.changes.writes
      #expect(left.isEmpty)
      let listing = try store.listing()
      #expect(listing == plain.listing, "\(Seeds.replay(seed, "KeyedStoreTests", of: "JoistEngineTests"))")
      for (one, next) in zip(changes.writes, changes.writes.dropFirst()) {
        #expect(
          one.key.lexicographicallyPrecedes(next.key)
            || one.key == next.key && one.cell.lexicographicallyPrecedes(next.cell))
      }
    }
  }

  @Test("A prefix of 255s has no upper bound")
  func prefixes() {
    #expect(CellRange(prefix: [1, 2]) == CellRange(from: [1, 2], upTo: [1, 3]))
    #expect(CellRange(prefix: [1, 255, 255]) == CellRange(from: [1, 255, 255], upTo: [2]))
    #expect(CellRange(prefix: [255, 255]) == CellRange(from: [255, 255]))
    #expect(CellRange(prefix: []) == CellRange(from: []))
  }

  @Test("Memory follows the content: removed values, cells and keys do not count")
  func memory() throws {
    var store = MemoryStore(seed: 3)
    let empty = store.memory
    for number in 0..<5000 {
      try store.write(Array(repeating: 7, count: 100), to: [1, 2, 3], of: [UInt8(number >> 8), UInt8(number & 255)])
    }
    let full = store.memory
    #expect(full > 5000 * 100 && full < 5000 * 400)
    for number in 0..<4999 { try store.remove([1, 2, 3], of: [UInt8(number >> 8), UInt8(number & 255)]) }
    let almostEmpty = store.memory
    #expect(almostEmpty < empty + 20_000)
    let left = try store.listing().map(\.key)
    #expect(left == [[UInt8(4999 >> 8), UInt8(4999 & 255)]])
  }
}
