import Joist
import JoistTesting
import Testing

@Row private struct Op: Sendable, Hashable {
  var seq: Int
  var kind: Int
  var a: Int
  var b: Int
}

private func text(_ a: Int, _ b: Int) -> String {
  // Sometimes large: > a page, > the kept 64 KB.
  let size = b % 97 == 0 ? 100_000 : b % 13 == 0 ? 5_000 : b % 7
  return "\(a)" + String(repeating: "x", count: size)
}
private func digest(_ strings: [String]) -> String {
  strings.map { $0.utf8.count > 20 ? "\($0.prefix(6))…\($0.utf8.count)" : $0 }.joined(separator: ",")
}
private func ms(_ value: Int) -> Timestamp { Timestamp(milliseconds: Int64(value)) }

/// The model: state of one key and window in memory.
private struct Model {
  var value: String?
  var number = 7
  var bag: [String] = []
  var set: Set<String> = []
  var map: [Int: String] = [:]
  var multi: [String: [String]] = [:]
  var list: [(Int, String)] = []
  var sum = 0

  mutating func apply(_ op: Op) -> String? {
    let (a, b) = (op.a, op.b)
    switch op.kind {
    case 0: value = text(a, b)
    case 1: value = nil
    case 2: return value.map { digest([$0]) } ?? "nil"
    case 3: number += a
    case 4: number = 7
    case 5: return "\(number)"
    case 6, 7, 8: bag.append(text(a, b))
    case 9: if b % 3 == 0 { bag = [] }
    case 10: return digest(bag)
    case 11: return "\(bag.isEmpty)"
    case 12, 13: return "\(set.insert(text(a, b)).inserted)"
    case 14: set.remove(text(a, b))
    case 15: return "\(set.contains(text(a, b)))"
    case 16: return digest(set.sorted())
    case 17: if b % 3 == 0 { set = [] }
    case 18, 19: map[a - 3] = text(a, b)
    case 20: map[a - 3] = nil
    case 21: return map[a - 3].map { digest([$0]) } ?? "nil"
    case 22: return digest(map.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
    case 23: if b % 3 == 0 { map = [:] }
    case 24, 25, 26: multi[text(a, 1), default: []].append(text(a, b))
    case 27: multi[text(a, 1)] = nil
    case 28: return digest(multi[text(a, 1)] ?? [])
    case 29: return digest(multi.keys.sorted())
    case 30: if b % 3 == 0 { multi = [:] }
    case 31, 32, 33:
      let at = list.firstIndex { $0.0 > (a - 3) * 5 } ?? list.count
      list.insert(((a - 3) * 5, text(a, b)), at: at)
    case 34:
      let low = (a - 4) * 5
      list.removeAll { (low..<low + b % 11).contains($0.0) }
    case 35:
      let low = (a - 4) * 5
      return digest(list.filter { (low..<low + b % 23).contains($0.0) }.map { "\($0.0)=\($0.1)" })
    case 36: return digest(list.map { "\($0.0)=\($0.1)" })
    case 37: if b % 3 == 0 { list = [] }
    case 38, 39: sum += a
    case 40: sum = 0
    case 41: return "\(sum)"
    default: return nil
    }
    return nil
  }
  static let kinds = 42
}

private struct AllStates<Key: StreamKey>: StatefulDoFn {
  @ValueState var value: String? = nil
  @ValueState var number = 7
  @BagState<String> var bag
  @SetState<String> var set
  @MapState<Int, String> var map
  @MultimapState<String, String> var multi
  @OrderedListState<String> var list
  @CombiningState(Sum<Int>()) var sum
  let chance: Chance
  init(_ chance: Chance) { self.chance = chance }

  func process(_ pair: KV<Key, Op>, in context: Context<KV<Key, String>>) throws {
    if let answer = try apply(pair.value) { context.emit(KV(pair.key, "\(pair.value.seq):\(answer)")) }
    try chance.fail()
  }

  func apply(_ op: Op) throws -> String? {
    let (a, b) = (op.a, op.b)
    switch op.kind {
    case 0: value = text(a, b)
    case 1: value = nil
    case 2: return value.map { digest([$0]) } ?? "nil"
    case 3: number += a
    case 4: number = 7
    case 5: return "\(number)"
    case 6, 7, 8: bag.append(text(a, b))
    case 9: if b % 3 == 0 { bag.clear() }
    case 10: return digest(try bag.read())
    case 11: return "\(try bag.isEmpty)"
    case 12, 13: return "\(try set.insert(text(a, b)))"
    case 14: set.remove(text(a, b))
    case 15: return "\(try set.contains(text(a, b)))"
    case 16: return digest(try set.read().sorted())
    case 17: if b % 3 == 0 { set.clear() }
    case 18, 19: map.set(text(a, b), for: a - 3)
    case 20: map.remove(a - 3)
    case 21: return try map.get(a - 3).map { digest([$0]) } ?? "nil"
    case 22: return digest(try map.entries().sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
    case 23: if b % 3 == 0 { map.clear() }
    case 24, 25, 26: multi.append(text(a, b), for: text(a, 1))
    case 27: multi.remove(text(a, 1))
    case 28: return digest(try multi.get(text(a, 1)))
    case 29: return digest(try multi.keys().sorted())
    case 30: if b % 3 == 0 { multi.clear() }
    case 31, 32, 33: list.append(text(a, b), at: ms((a - 3) * 5))
    case 34: list.clear(in: ms((a - 4) * 5)..<ms((a - 4) * 5 + b % 11))
    case 35:
      return digest(
        try list.read(in: ms((a - 4) * 5)..<ms((a - 4) * 5 + b % 23)).map { "\($0.time.milliseconds)=\($0.element)" })
    case 36: return digest(try list.read().map { "\($0.time.milliseconds)=\($0.element)" })
    case 37: if b % 3 == 0 { list.clear() }
    case 38, 39: sum.add(a)
    case 40: sum.clear()
    case 41: return "\(try sum.read())"
    default: break
    }
    return nil
  }
}

@Row private struct Nothing: Sendable, Hashable, StreamKey {}

/// All kinds of state, compared with collections in memory under random operations, bundles and failures.
@Suite("State by random operations") struct StateModelTests {
  private func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1000) }

  private func compare<Key: StreamKey & Hashable & Sendable>(
    _ keys: [Key], seed: UInt64, ops count: Int, windows: Bool = false
  )
    throws
  {
    var dice = Dice(seed)
    var models: [KV<Key, Int>: Model] = [:]
    var expected: [KV<Key, Int>: [String]] = [:]
    var events: [TestStream<KV<Key, Op>>.Event] = []
    var seq = 0
    while seq < count {
      var elements: [(KV<Key, Op>, Timestamp)] = []
      for _ in 0..<1 + dice.below(dice.below(3) == 0 ? 200 : 8) {
        let op = Op(seq: seq, kind: dice.below(Model.kinds), a: dice.below(6), b: dice.below(1000))
        seq += 1
        let key = keys[dice.below(keys.count)]
        let time = dice.below(20)
        elements.append((KV(key, op), at(Int64(time))))
        let place = KV(key, windows ? time / 10 : 0)
        if let answer = models[place, default: Model()].apply(op) {
          expected[place, default: []].append("\(op.seq):\(answer)")
        }
      }
      events.append(.elements(elements))
    }
    let chance = Chance(seed, oneIn: seed % 3 == 0 ? 0 : 40, atMost: 60)
    let found = try testPipeline(.random(seed)) { pipeline in
      let input = try pipeline.play(TestStream(events))
      return (windows ? input.windowed(by: .fixed(.seconds(10))) : input).parDo(AllStates<Key>(chance))
    }
    var actual: [KV<Key, Int>: [String]] = [:]
    for entry in found.entries {
      let place = KV(entry.element.key, windows ? Int(entry.windows[0].start.milliseconds / 10_000) : 0)
      actual[place, default: []].append(entry.element.value)
    }
    for (place, texts) in expected where actual[place] != texts {
      let both = zip(texts, actual[place] ?? []).first { $0 != $1 }
      Issue.record(
        "seed \(seed) key \(place): \(texts.count) vs \(actual[place]?.count ?? 0), first \(String(describing: both))")
    }
    #expect(actual.count == expected.count)
  }

  @Test("Keys of text, in windows too", arguments: 0..<16 as Range<UInt64>) func texts(seed: UInt64) throws {
    try compare(["", "a", "bb", "a key"], seed: seed, ops: 1000, windows: seed % 4 >= 2)
  }

  @Test("One key", arguments: 100..<103 as Range<UInt64>) func oneKey(seed: UInt64) throws {
    try compare([0], seed: seed, ops: 3000)
  }

  @Test("Optional and nested keys", arguments: 200..<204 as Range<UInt64>) func nested(seed: UInt64) throws {
    let keys: [KV<String?, KV<Int, Bool?>>] = [
      KV(nil, KV(0, nil)), KV("", KV(0, nil)), KV("", KV(0, true)), KV("\u{0}", KV(-1, false)),
    ]
    try compare(keys, seed: seed, ops: 1000)
  }

  @Test("A key whose encoding is empty", arguments: 300..<302 as Range<UInt64>) func emptyKey(seed: UInt64) throws {
    try compare([Nothing()], seed: seed, ops: 800)
  }

  @Test("Many keys", arguments: 400..<402 as Range<UInt64>) func manyKeys(seed: UInt64) throws {
    try compare((0..<500).map { "k\($0)" }, seed: seed, ops: 6000, windows: seed % 2 == 0)
  }

  @Test("A bag, a multimap and a set of elements whose encoding is empty") func emptyElements() throws {
    struct Empty: StatefulDoFn {
      @BagState<Nothing> var bag
      @MultimapState<Int, Nothing> var multi
      @SetState<Nothing> var set
      @MapState<Nothing, Nothing> var map
      @OrderedListState<Nothing> var list
      func process(_ pair: KV<String, Int>, in context: Context<String>) throws {
        bag.append(Nothing())
        multi.append(Nothing(), for: 1)
        try set.insert(Nothing())
        map.set(Nothing(), for: Nothing())
        list.append(Nothing(), at: context.timestamp)
        let texts = [
          try bag.read().count, try multi.get(1).count, try set.read().count, try map.entries().count,
          try list.read().count,
        ]
        context.emit("\(texts)")
      }
    }
    let found = try testPipeline { pipeline in
      try pipeline.play(
        TestStream(.elements([KV("a", 0), KV("a", 0)], at: at(0)), .elements([KV("a", 0)], at: at(0)))
      ).parDo(Empty())
    }
    #expect(found.elements == ["[1, 1, 1, 1, 1]", "[2, 2, 1, 1, 2]", "[3, 3, 1, 1, 3]"])
  }

  @Test("A value of 1 MB, changed in several bundles with failures") func megabyte() throws {
    struct Large: StatefulDoFn {
      @ValueState var value = ""
      @BagState<String> var bag
      let chance = Chance(5, oneIn: 3, atMost: 10)
      func process(_ pair: KV<String, Int>, in context: Context<Int>) throws {
        value += String(repeating: "y", count: 1 << 20)
        bag.append(value)
        try chance.fail()
        context.emit(value.utf8.count + (try bag.read().reduce(0) { $0 + $1.utf8.count }))
      }
    }
    let found = try testPipeline { pipeline in
      try pipeline.play(TestStream((0..<6).map { .elements([KV("a", $0)], at: at(0)) })).parDo(Large())
    }
    #expect(found.elements == (1...6).map { n in (n + n * (n + 1) / 2) << 20 })
  }
}
