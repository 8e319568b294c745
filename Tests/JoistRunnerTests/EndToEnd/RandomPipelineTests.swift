import Beam
import JoistPlanner
import Rows
import TestSupport
import Testing

/// Random pipelines of every kind of cut give the answer of a program that works on lists.
@Suite(.everyCarrier) struct RandomPipelineTests {
  private typealias Pair = KV<Int64, Int64>

  @Test(
    "Random pipelines give the same results as lists",
    arguments: Seeds.chosen(from: 0..<60))
  func givesTheAnswerOfLists(seed: UInt64) throws {
    var expected: [String] = []
    let lines = try EndToEnd.run(
      threads: 1 + Int(seed % 3), seed: seed, shuffles: !seed.isMultiple(of: 4),
      maxCopiedSteps: seed.isMultiple(of: 2) ? 0 : PlannerOptions.defaultMaxCopiedSteps
    ) { pipeline, seen in
      expected = build(pipeline, seen, seed: seed)
    }
    #expect(lines == expected.sorted(), "\(Seeds.replay(seed, "RandomPipelineTests", of: "JoistRunnerTests"))")
  }

  /// Builds a pipeline and works the same out on lists; returns what must be seen.
  private func build(_ pipeline: Pipeline, _ seen: Seen, seed: UInt64) -> [String] {
    var random = SeededNumbers(seed: seed)
    var made: [(collection: PCollection<Pair>, list: [Pair])] = []
    for number in 0..<1 + random.next(3) {
      let list = (0..<Int64(random.next(40))).map { KV($0 % 7, $0) }
      made.append((pipeline.create("Source\(number)", list), list))
    }
    for step in 0..<3 + random.next(12) {
      let (input, list) = made[random.next(made.count)]
      switch random.next(7) {
      case 0:
        made.append((input.map("S\(step)") { KV($0.value % 5, $0.key + 1) }, list.map { KV($0.value % 5, $0.key + 1) }))
      case 1: made.append((input.filter("S\(step)") { $0.value % 2 == 0 }, list.filter { $0.value % 2 == 0 }))
      case 2: made.append((input.reshuffle("S\(step)"), list))
      case 3:
        let (other, otherList) = made[random.next(made.count)]
        made.append((pipeline.flatten("S\(step)", [input, other]), list + otherList))
      case 4:
        let sums = Dictionary(list.map { ($0.key, $0.value) }, uniquingKeysWith: +).map { KV($0.key, $0.value) }
        made.append((input.combinePerKey("S\(step)", Sum<Int64>()), sums))
      case 5:
        let grouped = input.groupByKey("S\(step)").map("S\(step)/Size") { KV($0.key, Int64($0.value.count)) }
        made.append((grouped, Dictionary(grouping: list, by: \.key).map { KV($0.key, Int64($0.value.count)) }))
      default:
        let ungrouped = input.groupByKey("S\(step)").flatMap("S\(step)/Ungroup") { pair in
          pair.value.map { KV(pair.key, $0) }
        }
        made.append((ungrouped, list))
      }
      // Elements must not multiply without end.
      if made[made.count - 1].list.count > 500 { made.removeLast() }
    }
    var expected: [String] = []
    for (index, (collection, list)) in made.enumerated() {
      collection.seen("See \(index)", by: seen) { "\(index) \($0)" }
      expected += list.map { "\(index) \($0)" }
    }
    return expected
  }
}

/// Numbers that a seed decides.
struct SeededNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  /// A number below a bound.
  mutating func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(max(bound, 1)))
  }
}
