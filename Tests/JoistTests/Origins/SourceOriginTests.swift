import Joist
import JoistTesting
import Synchronization
import Testing

/// A failure of an element that came from a source is known by the position in it.
@Suite struct SourceOriginTests {
  @Test("Equal elements have different IDs") func equalElementsHaveIdsOfTheirOwn() throws {
    for options in Runs.options {
      let failures = try testPipeline(options) { $0.create(["x", "1", "x", "x"]).tryMap("Parse", number).failures }
      #expect(Set(failures.elements.map(\.origin)) == ["element 0", "element 2", "element 3"])
      #expect(Set(failures.elements.map(\.id)) == ["Parse at element 0", "Parse at element 2", "Parse at element 3"])
    }
  }

  @Sendable private func number(_ text: String) throws -> Int {
    guard let number = Int(text) else { throw Refused() }
    return number
  }

  /// An element that takes as much room as a record with many fields, so that batches of it are small ones.
  struct Large: Streamable, Sendable, Equatable {
    var number: Int
    var others: (Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int) = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    init(_ number: Int) { self.number = number }
    static func == (a: Large, b: Large) -> Bool { a.number == b.number }
    static func encode(_ value: borrowing Large, into writer: inout RawWriter) {
      let number = value.number
      Int.encode(number, into: &writer)
    }
    static func decode(from reader: inout RawReader) throws(CoderError) -> Large {
      Large(try Int.decode(from: &reader))
    }
    static var coderSpec: CoderSpec { Int.coderSpec }
  }

  @Test("The origin of an element is its position in the source", arguments: OriginSource.Claiming.allCases)
  func originsArePositions(claiming: OriginSource.Claiming) throws {
    for most in [1, 7, 100, 5000] {
      let failures = try testPipeline { pipeline in
        pipeline.create(["numbers"]).parDo(OriginSource(claiming: claiming, most: most)).refused()
      }.elements
      #expect(failures.count == 3000 / (claiming == .some ? 3 : 1) - (claiming == .some ? 1 : 0))
      for failure in failures {
        let (position, number) = (failure.element.key, failure.element.value)
        #expect(failure.origin == "numbers@\(position)" + (number == 0 ? "" : "[\(number)]"))
      }
    }
  }

  /// Behind filters, maps and flat maps, however bundles and batches are cut: a batch ends in the midst of an element's results.
  @Test("Origins are kept through intermediate steps") func originsOutliveWhatStandsInBetween() throws {
    let perElement = 700
    var known: [String: Int]?
    for most in [40, 1000, 5000] {
      let failures = try testPipeline { pipeline in
        pipeline.create(["n"]).parDo(OriginSource(claiming: .one, most: most))
          .filter { $0.key % 50 == 1 }
          .flatMap("Spread") { pair in (0..<perElement).map { pair.key * perElement + $0 } }
          .map("Enlarge") { Large($0) }
          .filter("Some") { $0.number % 90 == 7 }
          .map("Shrink") { $0.number }
          .withTimestamps { Timestamp(milliseconds: Int64($0)) }
          .windowed(by: .fixed(.milliseconds(1000)))
          .refused()
      }.elements
      let spread = stride(from: 1, to: 3000, by: 50).flatMap { $0 * perElement..<($0 + 1) * perElement }
      #expect(failures.map(\.element).sorted() == spread.filter { $0 % 90 == 7 })
      for failure in failures {
        #expect(failure.origin == "n@\(failure.element / perElement)[\(failure.element % perElement)]")
      }
      let now = Dictionary(uniqueKeysWithValues: failures.map { ($0.id, $0.element) })
      #expect(now.count > 100 && known ?? now == now)
      known = now
    }
  }

  /// Emits to two outputs.
  struct Twice: DoFn {
    let other = OutputTag<Int>()
    func process(_ element: Int, in context: Context<Int>) {
      context.emit(element)
      context.emit(element, to: other)
      context.emit(element, to: other)
    }
  }

  @Test("The path through the graph is part of the origin") func aWayThroughTheGraphIsPartOfTheOrigin() throws {
    for options in Runs.options {
      let failures = try testPipeline(options) { pipeline in
        let numbers = pipeline.create([1, 2])
        let outputs = numbers.parDo("Twice", Twice())
        let left = numbers.map("Left") { $0 }
        return pipeline.flatten([outputs.main, outputs.other, left, left]).refused()
      }.elements
      let ways = [
        "[0] of Twice.main", "[other 0] of Twice.other", "[other 1] of Twice.other", " of Left (0)", " of Left (1)",
      ]
      #expect(failures.map(\.origin).sorted() == (0..<2).flatMap { n in ways.map { "element \(n)" + $0 } }.sorted())
    }
  }

  @Test("Flattened sources have different origins") func sourcesThatAreFlattenedAreToldApart() throws {
    for options in Runs.options {
      let failures = try testPipeline(options) { pipeline in
        let (first, second) = (pipeline.create("First", [1, 2]), pipeline.create("Second", [1, 2]))
        let sums = second.map { KV("all", $0) }.combinePerKey(.sum()).map("Sum") { $0.value }
        return pipeline.flatten([first, second.reshuffle("Spread"), second, sums]).refused()
      }.elements
      #expect(failures.count == 7 && Set(failures.map(\.id)).count == 7, "\(failures.map(\.id))")
      let origins = Set(failures.map(\.origin))
      #expect(
        origins.isSuperset(of: ["element 0 of First/Read", "element 0 of Second/Read", "\"all\" of Sum"]), "\(origins)")
    }
  }

  @Test("Failures that fail again keep their origin") func failuresThatFailAgainKeepTheirOrigin() throws {
    let failures = try testPipeline {
      $0.create([1, 2, 3]).refused().tryMap("Again") { _ -> Int in throw Refused() }.failures
    }
    #expect(Set(failures.elements.map(\.origin)) == ["element 0", "element 1", "element 2"])
    #expect(failures.elements.allSatisfy { $0.id == "Again at \($0.element.origin)" })
  }

  /// What a repeated bundle refuses has the ids of the first time.
  @Test("A repeated bundle gives the same IDs") func aRepeatedBundleGivesTheSameIds() throws {
    let seen = Mutex<[[String]]>([[]])
    let committed = try testPipeline { pipeline in
      pipeline.create(["n"]).parDo(OriginSource(claiming: .some, most: 5000)).refused()
        .map("Fail at first") { failure -> Failure<KV<Int, Int>> in
          let isEnough = seen.withLock { seen in
            seen[seen.count - 1].append(failure.id)
            if seen.count > 3 || seen[seen.count - 1].count < 900 { return false }
            seen.append([])
            return true
          }
          if isEnough { throw RetryableError("away", hadContact: true) }
          return failure
        }
    }.elements.map(\.id)
    #expect(Set(committed).count == committed.count)
    let attempts = seen.withLock { $0 }
    #expect(attempts.count == 4)
    for attempt in attempts { #expect(attempt == Array(committed.prefix(attempt.count))) }
  }

  /// Emits before it claims, which it should not.
  struct Early: SplittableDoFn {
    func initialRestriction(for element: [Int]) -> OffsetRange { OffsetRange(from: 0, to: 2) }
    func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }
    func process(
      _ element: [Int], _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Int>
    ) -> Continuation {
      context.emit(1)
      context.emit(2)
      let next = claims.tracker.restriction.from
      guard claims.tryClaim(next) else { return .done }
      context.emit(3)
      return claims.tracker.isDone ? .done : .resume(after: .zero)
    }
  }

  @Test("Elements without a claim are numbered in their restriction") func whatNoClaimGaveIsNumberedInItsRestriction()
    throws
  {
    let failures = try Runs.failures { $0.create([[7]]).parDo(Early()).refused() }
    #expect(
      failures.map(\.id) == [
        "Check at 0x0000000107@0", "Check at 0x0000000107@1", "Check at 0x0000000107@[0, 2)[0]",
        "Check at 0x0000000107@[0, 2)[1]", "Check at 0x0000000107@[1, 2)[0]", "Check at 0x0000000107@[1, 2)[1]",
      ])
  }

  @Test("An error names the origin") func anErrorNamesTheOriginToo() throws {
    let failure = try #require(throws: StepFailure.self) {
      _ = try testPipeline { pipeline in
        pipeline.create(["n"]).parDo(OriginSource(claiming: .one, most: 5000))
          .tryMap("Check") { pair -> Int in pair.key }.results
          .map("Explode") { number -> Int in
            if number == 1234 { throw Refused() }
            return number
          }
      }
    }
    #expect(failure.origin == "n@1234")
    #expect("\(failure)".contains("\n  at element 1234\n  from n@1234\n"))
  }
}
