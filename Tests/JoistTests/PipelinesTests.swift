import Joist
import JoistTesting
import Testing

/// Whole pipelines on the embedded engine, compared with what the standard library says.
@Suite struct PipelinesTests {
  @Test("A pipeline counts words") func wordsAreCounted() throws {
    let counts = try testPipeline { pipeline in
      pipeline.create(["a b a", "c a", "", "b"])
        .flatMap { $0.split(separator: " ").map(String.init) }
        .countPerElement()
    }
    #expect(Set(counts.elements) == [KV("a", 3), KV("b", 2), KV("c", 1)])
  }

  @Test("Element-wise transforms can be chained") func elementWiseTransformsChain() throws {
    let numbers = try testPipeline { pipeline in
      pipeline.create(0..<1000).map { $0 * 3 }.filter { $0.isMultiple(of: 2) }.flatMap { [$0, -$0] }
    }
    let expected = (0..<1000).map { $0 * 3 }.filter { $0.isMultiple(of: 2) }.flatMap { [$0, -$0] }
    #expect(numbers.elements.sorted() == expected.sorted())
  }

  @Test("Fixed windows are combined", arguments: [1, 3]) func fixedWindowsCombine(parallelism: Int) throws {
    var options = TestOptions()
    options.parallelism = parallelism
    let sums = try testPipeline(options) { pipeline in
      pipeline.create(0..<100).withTimestamps { Timestamp(milliseconds: Int64($0) * 100) }
        .windowed(by: .fixed(.seconds(1)))
        .map { KV($0 % 2 == 0 ? "even" : "odd", $0) }
        .combinePerKey(.sum())
    }
    #expect(sums.entries.count == 20)
    for window in 0..<10 {
      let start = Timestamp.epoch + .seconds(window)
      let inWindow = (window * 10..<window * 10 + 10)
      let expected: Set = [
        KV("even", inWindow.filter { $0 % 2 == 0 }.reduce(0, +)),
        KV("odd", inWindow.filter { $0 % 2 == 1 }.reduce(0, +)),
      ]
      #expect(Set(sums.elements(in: start..<start + .seconds(1))) == expected)
    }
    #expect(sums.entries.allSatisfy { $0.pane.timing == .onTime && $0.pane.isFirst && $0.pane.isLast })
    #expect(sums.entries.allSatisfy { $0.timestamp == $0.windows[0].maxTimestamp })
  }

  @Test("An element is in several sliding windows") func slidingWindowsHoldAnElementSeveralTimes() throws {
    let counts = try testPipeline { pipeline in
      pipeline.create([0, 5, 12]).withTimestamps { Timestamp(milliseconds: Int64($0) * 1000) }
        .windowed(by: .sliding(.seconds(10), every: .seconds(5)))
        .map { _ in KV("all", 1) }.combinePerKey(.sum())
    }
    for (second, count) in [(-5, 1), (0, 2), (5, 2), (10, 1)] {
      let start = Timestamp.epoch + .seconds(second)
      #expect(counts.elements(in: start..<start + .seconds(10)) == [KV("all", count)])
    }
    #expect(counts.entries.count == 4)
  }

  @Test("Groups contain all values") func groupsHoldAllValues() throws {
    let groups = try testPipeline { pipeline in
      pipeline.create(0..<1000).keyed { $0 % 7 }.groupByKey().map { KV($0.key, $0.value.sorted()) }
    }
    #expect(groups.elements.count == 7)
    for group in groups.elements { #expect(group.value == (0..<1000).filter { $0 % 7 == group.key }) }
  }

  @Test("A co-group joins collections by key") func coGroupPutsCollectionsSideBySide() throws {
    let joined = try testPipeline { pipeline in
      let ages = pipeline.create("Ages", [KV("ann", 30), KV("bob", 40)])
      let towns = pipeline.create("Towns", [KV("ann", "Ulm"), KV("ann", "Bonn"), KV("cy", "Kiel")])
      return coGroup(ages, towns).map { group in
        "\(group.key) \(group.value.values.0.sorted()) \(group.value.values.1.sorted())"
      }
    }
    #expect(Set(joined.elements) == [#"ann [30] ["Bonn", "Ulm"]"#, "bob [40] []", #"cy [] ["Kiel"]"#])
  }

  @Test("Flatten, partition, distinct, top and reshuffle work together") func flattenPartitionDistinctTopReshuffle()
    throws
  {
    let result = try testPipeline { pipeline in
      let parts = pipeline.create([3, 1, 2, 3, 4, 4]).partition(into: 2) { $0 % 2 }
      return parts[0].flattened(with: parts[1]).reshuffle().distinct().top(3)
    }
    #expect(result.elements == [[4, 3, 2]])
  }

  @Test("A global combine of an empty collection has a result") func globalCombinesOfNothingHaveAResult() throws {
    #expect(try testPipeline { $0.create([Int]()).sum() }.elements == [0])
    #expect(try testPipeline { $0.create([Int]()).max() }.elements == [nil])
    #expect(try testPipeline { $0.create([1, 2, 6]).mean() }.elements == [3.0])
  }

  @Test("Failures go to their own output") func failuresGoAside() throws {
    struct NotANumber: Error, CustomStringConvertible { let description: String }
    let failures = try testPipeline { pipeline in
      pipeline.create(["1", "x", "3"]).tryMap("Parse") { text -> Int in
        guard let number = Int(text) else { throw NotANumber(description: "\(text) is no number") }
        return number
      }.failures
    }
    #expect(failures.elements.map(\.element) == ["x"])
    #expect(failures.elements.map(\.reason) == ["x is no number"])
    #expect(failures.elements.map(\.step) == ["Parse"])
  }

  @Test("An error names step, source line and element") func aThrowNamesStepLineAndElement() throws {
    struct Boom: Error {}
    do {
      _ = try testPipeline { pipeline in
        pipeline.create(0..<10).map("Explode") { number -> Int in
          if number == 7 { throw Boom() }
          return number
        }
      }
      Issue.record("the job did not fail")
    } catch let failure as StepFailure {
      #expect(failure.underlying is Boom)
      #expect(failure.step == "Explode")
      #expect(failure.site.hasPrefix("PipelinesTests.swift:"))
      #expect(failure.element == "7")
    }
  }

  @Test("Additional outputs are found by their properties") func extraOutputsAreFoundByProperty() throws {
    struct Check: DoFn {
      let bad = OutputTag<String>()
      func process(_ line: String, in context: Context<Int>) {
        if let number = Int(line) { context.emit(number) } else { context.emit(line, to: bad) }
      }
    }
    let bad = try testPipeline { $0.create(["1", "a", "2", "b"]).parDo(Check()).bad }
    #expect(Set(bad.elements) == ["a", "b"])
    let good = try testPipeline { $0.create(["1", "a", "2", "b"]).parDo(Check()).main }
    #expect(Set(good.elements) == [1, 2])
  }
}

/// A splittable step whose input is windowed, and which is cut many times.
@Suite struct WindowedSplittableTests {
  struct Steps: SplittableDoFn {
    func initialRestriction(for element: Int) -> OffsetRange { OffsetRange(from: 0, to: 5) }
    func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }
    func process(
      _ element: Int, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Int>
    ) -> Continuation {
      let position = claims.tracker.restriction.from
      guard claims.tryClaim(position) else { return .done }
      context.emit(element * 10 + Int(position))
      return position == 4 ? .done : .resume(after: .milliseconds(1))
    }
  }

  @Test("The residual of an element stays in its windows") func whatIsLeftStaysInItsWindows() throws {
    let result = try testPipeline { pipeline in
      pipeline.create([0, 1, 2]).withTimestamps { Timestamp(milliseconds: Int64($0) * 1000) }
        .windowed(by: .fixed(.seconds(1)))
        .parDo(Steps())
        .map { KV("all", $0) }.groupByKey().map { $0.value.sorted() }
    }
    for element in 0..<3 {
      let start = Timestamp.epoch + .seconds(element)
      #expect(result.elements(in: start..<start + .seconds(1)) == [(0..<5).map { element * 10 + $0 }])
    }
    #expect(result.entries.count == 3)
  }
}

/// A coder that refuses a value keeps the job from committing half an element.
@Suite struct RefusingCoderTests {
  struct Odd: Streamable, Sendable {
    let number: Int
    static func encode(_ value: borrowing Odd, into writer: inout RawWriter) {
      if value.number % 2 == 0 { writer.fail(.badLength(Int64(value.number))) }
      Int.encode(value.number, into: &writer)
    }
    static func decode(from reader: inout RawReader) throws(CoderError) -> Odd {
      Odd(number: try Int.decode(from: &reader))
    }
    static var coderSpec: CoderSpec { CoderSpec(urn: "joist:test:odd") }
  }

  @Test("A coder that refuses an element fails the job") func aRefusalFailsTheJob() throws {
    #expect(
      try testPipeline { $0.create([1, 3]).map { Odd(number: $0) }.reshuffle().map { $0.number } }.elements.count == 2)
    #expect(throws: (any Error).self) {
      _ = try testPipeline { $0.create([1, 2]).map { Odd(number: $0) }.reshuffle().map { $0.number } }
    }
    #expect(throws: (any Error).self) {
      _ = try testPipeline { $0.create([1, 2]).map { KV($0, Odd(number: $0)) }.groupByKey().map { $0.key } }
    }
    // Among so many that they fill more than half a page, and in the last page or one before.
    for count in [700, 5_000] {
      #expect(throws: (any Error).self) {
        _ = try testPipeline { pipeline in
          pipeline.create(0..<count).map { KV("all", Odd(number: $0 == count / 2 ? 2 : 1)) }.groupByKey().map { $0.key }
        }
      }
    }
    #expect(throws: GraphError.self) { _ = try testPipeline { $0.create([Odd(number: 2)]).map { $0.number } } }
  }
}

/// Windows at the ends of time.
@Suite struct WindowBorderTests {
  @Test(
    "Elements with every timestamp are counted",
    arguments: [Timestamp.min, Timestamp.endOfGlobalWindow, Timestamp(milliseconds: -1)])
  func everyTimestampIsCounted(time: Timestamp) throws {
    let counts = try testPipeline { pipeline in
      pipeline.create([1]).withTimestamps { _ in time }
        .windowed(by: .fixed(.seconds(7))).map { KV("all", $0) }.combinePerKey(.sum())
        .windowed(by: .global).combinePerKey(.sum())
    }
    #expect(counts.elements == [KV("all", 1)])
  }

  @Test("Elements between windows are in no window") func elementsBetweenWindowsAreInNone() throws {
    let counts = try testPipeline { pipeline in
      pipeline.create([0, 1, 2, 3, 4, 5]).withTimestamps { Timestamp(milliseconds: Int64($0)) }
        .windowed(by: .sliding(.milliseconds(1), every: .milliseconds(3))).map { KV("all", $0) }
        .groupByKey().flatMap { Array($0.value) }
    }
    #expect(Set(counts.elements) == [0, 3])
  }
}
