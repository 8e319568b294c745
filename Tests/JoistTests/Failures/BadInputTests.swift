import Joist
import JoistRunner
import JoistTesting
import Testing

/// What goes wrong while a pipeline is built says what, where and what to do, before anything runs.
@Suite struct BadInputTests {
  /// All keys have one hash, as somebody hostile would choose them.
  struct Colliding: StreamKey, Hashable, Sendable {
    var number: Int
    static func hash(_ value: borrowing Colliding) -> UInt64 { 5 << 57 | 77 }
    static func isSame(_ a: borrowing Colliding, _ b: borrowing Colliding) -> Bool {
      let (first, second) = (a.number, b.number)
      return first == second
    }
    static func encode(_ value: borrowing Colliding, into writer: inout RawWriter) {
      let number = value.number
      Int.encode(number, into: &writer)
    }
    static func decode(from reader: inout RawReader) throws(CoderError) -> Colliding {
      Colliding(number: try Int.decode(from: &reader))
    }
    static var coderSpec: CoderSpec { Int.coderSpec }
  }

  @Test("Keys with equal hashes are different keys") func keysThatCollideAreStillDifferentKeys() throws {
    let count = 5000
    let sums = try testPipeline { pipeline in
      let pairs = pipeline.create(0..<count * 2).map { KV(Colliding(number: $0 % count), $0) }
      let groups = pairs.groupByKey().map { KV($0.key, $0.value.reduce(0, +)) }
      return pairs.combinePerKey(.sum()).flattened(with: groups)
    }
    #expect(sums.elements.count == count * 2)
    #expect(sums.elements.allSatisfy { $0.value == $0.key.number * 2 + count })
  }

  private func refusal(_ build: (Pipeline) -> Void) throws -> String {
    let pipeline = Pipeline()
    build(pipeline)
    let error = try #require(throws: GraphError.self) { _ = try PreparedPipeline(pipeline) }
    return "\(error)"
  }

  @Test("Two steps with one name are refused") func twoStepsOfOneName() throws {
    let text = try refusal { pipeline in
      let lines = pipeline.create(["a"])
      _ = lines.map("Parse") { $0 }
      _ = lines.map("Parse") { $0 }
    }
    #expect(
      text.hasPrefix("two steps are named \"Parse\" (BadInputTests.swift:")
        && text.hasSuffix("; give one of them another name, since workers find steps by name"), "\(text)")
  }

  /// Emits without an end.
  struct Endless: SplittableDoFn {
    static var isBounded: Bool { false }
    func initialRestriction(for element: Int) -> OffsetRange { OffsetRange(from: 0, to: .max) }
    func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }
    func process(
      _ element: Int, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Int>
    ) -> Continuation { .resume(after: .seconds(1)) }
  }

  enum Grouping: CaseIterable, Sendable { case groupByKey, combinePerKey, count, coGroup, sum, distinct, top }

  @Test("Grouping unbounded input without windows is refused", arguments: Grouping.allCases)
  func endlessInputWithoutWindows(grouping: Grouping) throws {
    let text = try refusal { pipeline in
      let numbers = pipeline.create([1]).parDo(Endless())
      let pairs = numbers.map { KV($0, $0) }
      switch grouping {
      case .groupByKey: _ = pairs.groupByKey()
      case .combinePerKey: _ = pairs.combinePerKey(.sum())
      case .count: _ = numbers.countPerElement()
      case .coGroup: _ = coGroup(pairs, pairs)
      case .sum: _ = numbers.sum()
      case .distinct: _ = numbers.distinct()
      case .top: _ = numbers.top(3)
      }
    }
    #expect(text.contains("groups an unbounded collection in the global window"), "\(text)")
    #expect(text.contains("Window the collection first, for example .windowed(by: .fixed(.seconds(10)))"), "\(text)")
    #expect(text.contains("(BadInputTests.swift:"), "\(text)")
  }

  @Test("A partition out of range fails the job") func partitionsOutOfRange() throws {
    let failure = try #require(throws: StepFailure.self) {
      _ = try testPipeline { $0.create([1, 5]).partition(into: 2) { $0 }[1] }
    }
    #expect(
      "\(failure)".hasPrefix("the partition function gave 5; it must give 0 ..< 2\n  in step \"Partition/Index\""))
    let text = try refusal { _ = $0.create([1]).partition("Deal", into: 0) { $0 } }
    #expect(
      text.hasPrefix("a partition into 0 parts (BadInputTests.swift:") && text.hasSuffix("; it needs at least one"))
  }

  /// What an error shows of an element does no harm to a terminal.
  @Test("Error messages show elements without control characters") func elementsAreShownWithoutControlCharacters()
    throws
  {
    struct Refused: Error {}
    let failure = try #require(throws: StepFailure.self) {
      _ = try testPipeline { pipeline in
        pipeline.create(["a\u{1B}[2J\nb\u{7}\t\u{9B}ü"]).map { line -> String in throw Refused() }
      }
    }
    #expect(failure.element == "a\\u{1B}[2J\\nb\\u{07}\\t\\u{009B}ü")
  }

  @Test("Error messages show only the beginning of long elements") func longElementsAreCut() throws {
    struct Refused: Error {}
    let failure = try #require(throws: StepFailure.self) {
      _ = try testPipeline { pipeline in
        pipeline.create([String(repeating: "x", count: 30_000)]).map { line -> String in throw Refused() }
      }
    }
    #expect(failure.element == String(repeating: "x", count: 200) + "… (30000 bytes)")
  }
}
