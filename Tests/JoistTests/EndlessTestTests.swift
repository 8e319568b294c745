import Joist
import JoistTesting
import Testing

@Suite("testPipeline with an unbounded source", .timeLimit(.minutes(1)))
struct EndlessTestTests {
  /// Counts for ever: at once, or one number each second.
  struct Counting: SplittableDoFn {
    static var isBounded: Bool { false }
    var pause = Duration.zero

    func initialRestriction(for element: Int) -> OffsetRange { OffsetRange(from: 0, to: .max) }
    func makeTracker(for restriction: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(restriction) }

    func process(
      _ element: Int, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Int64>
    ) -> Continuation {
      let number = claims.tracker.restriction.from
      guard claims.tryClaim(number) else { return .done }
      context.emit(number, at: Timestamp(milliseconds: number * 1_000))
      context.watermark = Timestamp(milliseconds: number * 1_000)
      return .resume(after: pause)
    }
  }

  @Test("A pipeline with an unbounded source is refused by the source's name")
  func refused() throws {
    let error = #expect(throws: EndlessTest.self) {
      try testPipeline { $0.create([0]).parDo("Count", Counting()) }
    }
    #expect(error?.description.hasPrefix("step \"Count\" reads an unbounded source") == true)
  }

  @Test("The test ends at the given time, even if the source always has more", arguments: [0, 1_000])
  func stopped(pause: Int) throws {
    let numbers = try testPipeline(until: .seconds(10)) {
      $0.create([0]).parDo(Counting(pause: .milliseconds(pause)))
    }
    #expect(numbers.elements.sorted() == Array(0..<Int64(numbers.elements.count)))
    #expect(numbers.elements.count >= 8)
    if pause > 0 { #expect(numbers.elements.count <= 11) }
  }

  @Test("Windows that the watermark has passed fire")
  func windows() throws {
    let counts = try testPipeline(until: .seconds(10)) {
      $0.create([0]).parDo(Counting(pause: .seconds(1))).windowed(by: .fixed(.seconds(3))).map { _ in "all" }
        .countPerElement()
    }
    #expect(counts.elements.prefix(2).map(\.value) == [3, 3])
  }
}
