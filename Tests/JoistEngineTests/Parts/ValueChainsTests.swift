import EngineReference
import JoistPlan
import Testing

@testable import JoistEngine

/// Values of slots, chained in pages.
@Suite struct ValueChainsTests {
  /// Chains beside a model of what they hold.
  private struct Held {
    let chains: ValueChains
    var values: [[[UInt8]]] = []

    init(mostValues: Int = 1_000_000) { chains = ValueChains(mostValues: mostValues) }

    mutating func add(_ value: [UInt8], to slot: Int) {
      if slot == values.count { values.append([]) }
      values[slot].append(value)
      value.withUnsafeBytes { bytes in
        withUnsafePointer(to: bytes) { value in
          withUnsafePointer(to: UInt32(slot)) { chains.add(values: value, slots: $0, count: 1) }
        }
      }
    }

    mutating func clear(_ slots: [Int]) {
      for slot in slots { values[slot] = [] }
      slots.map { UInt32($0) }.withUnsafeBufferPointer { chains.clear($0) }
    }

    /// What slots show, as elements of a block: one key for all of them.
    func shown(_ slots: [Int]) throws -> [[UInt8]] {
      let work = GroupWork(makeStore: { throw Unexpected("a store") }, mayRetry: { throw $0 })
      for slot in slots { work.list.append(UInt32(slot), key: 0) }
      work.list.endRun(.global)
      let key: [UInt8] = [42]
      try key.withUnsafeBufferPointer { key in
        try [0, 1].withUnsafeBufferPointer { offsets in
          guard let key = key.baseAddress, let offsets = offsets.baseAddress else { return }
          try chains.emit(work.list, keys: KeyColumn(bytes: key, offsets: offsets, count: 1), .none, work)
        }
      }
      return work.writer.finish().flatMap(\.blocks).flatMap(\.elements)
    }

    func expected(_ slots: [Int]) -> [[UInt8]] {
      slots.map { slot in
        [42] + withUnsafeBytes(of: UInt32(values[slot].count).bigEndian) { Array($0) } + values[slot].flatMap { $0 }
      }
    }
  }

  @Test("Clearing some slots leaves the values of the others in order", arguments: 1...30)
  func random(seed: UInt64) throws {
    var dice = Dice(seed: seed)
    var held = Held()
    let largest = [8, 100, 5_000][dice.number(in: 0...2)]
    for step in 0..<2_000 {
      let slot = min(dice.number(in: 0...40), held.values.count)
      held.add((0..<dice.number(in: 0...largest)).map { UInt8(truncatingIfNeeded: $0 + step) }, to: slot)
      if dice.chance(5) { held.clear(held.values.indices.filter { _ in dice.chance(60) }) }
      if dice.chance(1) { held.clear(Array(held.values.indices)) }
      if dice.chance(2) {
        let slots = Array(held.values.indices)
        #expect(try held.shown(slots) == held.expected(slots))
      }
    }
    let slots = Array(held.values.indices)
    #expect(try held.shown(slots) == held.expected(slots))
  }

  @Test("A value that is larger than all before it gets a page that is large enough")
  func largeValues() throws {
    var held = Held()
    for size in [0, 1_012, 1_013, 3_000_000, 1, 600_000, 600_000] {
      held.add((0..<size).map { UInt8(truncatingIfNeeded: $0 / 7) }, to: 0)
    }
    #expect(try held.shown([0]) == held.expected([0]))
  }

  @Test("Memory follows the values that are held: cleared ones are dropped")
  func memoryFollows() {
    var held = Held()
    for round in 0..<400 {
      for _ in 0..<50 { held.add(Array(repeating: 1, count: 200), to: round % 2) }
      if round > 0 { held.clear([(round + 1) % 2]) }
    }
    #expect(held.chains.memory < 200_000)
  }

  @Test("More values than an iterable can hold are refused")
  func tooMany() throws {
    var held = Held(mostValues: 2)
    for _ in 0..<3 { held.add([1], to: 0) }
    #expect(throws: CombineFailure.self) { try held.shown([0]) }
  }
}
