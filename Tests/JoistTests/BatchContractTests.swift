import Joist
import JoistTesting
import Synchronization
import Testing

/// The contract of batches: whatever throws, wherever, every value is destroyed exactly once and the element is named.
@Suite(.serialized) struct BatchContractTests {
  /// How many `Tracked` values are alive.
  static let alive = Atomic(0)

  /// A value that counts itself.
  final class Life: Sendable {
    init() { BatchContractTests.alive.add(1, ordering: .relaxed) }
    deinit { BatchContractTests.alive.subtract(1, ordering: .relaxed) }
  }

  struct Tracked: Streamable, Sendable, CustomStringConvertible {
    let number: Int
    let life = Life()
    static func encode(_ value: borrowing Tracked, into writer: inout RawWriter) {
      Int.encode(value.number, into: &writer)
    }
    static func decode(from reader: inout RawReader) throws(CoderError) -> Tracked {
      Tracked(number: try Int.decode(from: &reader))
    }
    static var coderSpec: CoderSpec { CoderSpec(urn: "joist:test:tracked") }
    var description: String { "tracked \(number)" }
  }

  struct Boom: Error { let number: Int }

  static let count = 24

  /// Fails at a number.
  static func check(_ value: Tracked, _ bad: Int) throws -> Tracked {
    if value.number == bad { throw Boom(number: bad) }
    return Tracked(number: value.number)
  }

  struct Pass: DoFn {
    let bad: Int
    let odd = OutputTag<Tracked>()
    func process(_ value: Tracked, in context: Context<Tracked>) throws {
      let checked = try check(value, bad)
      if value.number % 3 == 0 { context.emit(checked, to: odd) }
      context.emit(checked)
    }
  }

  /// Makes some of an element and fails then, with those it has made in hand.
  struct Source: SplittableDoFn {
    let bad: Int
    func initialRestriction(for value: Tracked) -> OffsetRange { OffsetRange(from: 0, to: 3) }
    func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }
    func process(
      _ value: Tracked, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Tracked>
    ) throws -> Continuation {
      for next in claims.tracker.restriction.from..<3 {
        guard claims.tryClaim(next) else { return .done }
        context.emit(Tracked(number: value.number))
      }
      if value.number == bad { for _ in 0..<bad { context.emit(Tracked(number: bad)) } }
      _ = try check(value, bad)
      return .done
    }
  }

  /// Holds its bundle's elements back, and fails when it has given out all of those with a bad one among them.
  struct AtTheEnd: DoFn {
    let bad: Int
    var held: [Tracked] = []
    mutating func startBundle() { held = [] }
    mutating func process(_ value: Tracked, in context: Context<Tracked>) {
      held.append(value)
      if value.number % 2 == 0 { context.emit(Tracked(number: value.number)) }
    }
    mutating func finishBundle(in context: Context<Tracked>) throws {
      let held = held
      self.held = []
      for value in held { context.emit(value) }
      for value in held { _ = try check(value, bad) }
    }
  }

  enum Stage: String, CaseIterable, Sendable {
    case map, filter, flatMap, parDo, keyed, timestamps, tryMapThenMap, fanOut, combine, source, finishBundle

    /// The stage, with others around it.
    func apply(_ input: PCollection<Tracked>, bad: Int) -> PCollection<Tracked> {
      switch self {
      case .map: return input.map("Bad") { try check($0, bad) }.map { $0 }
      case .filter: return input.map { $0 }.filter("Bad") { try check($0, bad).number % 2 == 0 }.map { $0 }
      case .flatMap:
        return input.flatMap { [$0, $0] }.flatMap("Bad") { [try check($0, bad), $0] }.filter { _ in true }
      case .parDo:
        let outputs = input.parDo("Bad", Pass(bad: bad))
        return outputs.main.flattened(with: outputs.odd)
      case .keyed: return input.keyed("Bad") { try check($0, bad).number }.map { $0.value }
      case .timestamps:
        return input.withTimestamps("Bad") { Timestamp(milliseconds: Int64(try check($0, bad).number)) }
          .windowed(by: .sliding(.milliseconds(8), every: .milliseconds(4))).filter { $0.number % 5 != 0 }
      case .tryMapThenMap:
        let tried = input.tryMap { value -> Tracked in
          if value.number % 4 == 0 { throw Boom(number: value.number) }
          return value
        }
        return tried.results.flattened(with: tried.failures.map { $0.element }).map("Bad") { try check($0, bad) }
      case .fanOut:
        let first = input.map { $0 }
        let second = first.map("Bad") { try check($0, bad) }
        return first.filter { $0.number % 2 == 0 }.flattened(with: second, first)
      case .combine:
        return input.map { KV($0.number % 3, $0) }.combinePerKey("Bad", Keep(bad: bad)).map { $0.value }
      case .source: return input.parDo("Bad", Source(bad: bad)).map { $0 }.filter { $0.number % 2 == 0 }
      case .finishBundle: return input.map { $0 }.parDo("Bad", AtTheEnd(bad: bad)).main.map { $0 }
      }
    }
  }

  /// Keeps the last value.
  struct Keep: CombineFn {
    let bad: Int
    func makeAccumulator() -> Tracked { Tracked(number: -1) }
    func add(_ input: Tracked, to accumulator: inout Tracked) throws { accumulator = try check(input, bad) }
    func merge(_ other: Tracked, into accumulator: inout Tracked) { accumulator = other }
    func extract(_ accumulator: Tracked) -> Tracked { accumulator }
  }

  @Test("An error anywhere in a batch leaks nothing", arguments: Stage.allCases) func aThrowAnywhereLeaksNothing(
    stage: Stage
  ) throws {
    for bad in -1..<Self.count { try check(stage, count: Self.count, bad: bad) }
  }

  /// Four parts of 600, each more than two batches; a step that makes two of each fills its own on the way.
  @Test("An error at the edge of a batch leaks nothing", arguments: Stage.allCases)
  func aThrowAtTheEdgeOfABatchLeaksNothing(stage: Stage) throws {
    for bad in [-1, 127, 128, 129, 254, 255, 256, 257, 511, 512, 513, 598, 599, 600, 600 + 256, 2_399] {
      try check(stage, count: 2_400, bad: bad)
    }
  }

  /// Runs a stage that fails at a number; none where that is below zero.
  private func check(_ stage: Stage, count: Int, bad: Int) throws {
    var options = TestOptions()
    options.parallelism = 1
    do {
      _ = try testPipeline(options) { pipeline in
        stage.apply(pipeline.create(0..<count).map { Tracked(number: $0) }, bad: bad).map { $0.number }
      }
      #expect(bad < 0, "\(stage) at \(bad) did not fail")
    } catch let failure as StepFailure {
      #expect((failure.underlying as? Boom)?.number == bad)
      #expect(failure.step == "Bad")
      // Behind a bundle's last element there is none at hand.
      if stage == .finishBundle {
        #expect(failure.element == nil)
      } else {
        #expect(failure.element?.contains("tracked \(bad)") == true)
      }
      #expect(failure.site.hasPrefix("BatchContractTests.swift:"))
    }
    try #require(Self.alive.load(ordering: .relaxed) == 0, "\(stage) at \(bad)")
  }
}
