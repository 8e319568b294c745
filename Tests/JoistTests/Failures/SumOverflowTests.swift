import Joist
import JoistTesting
import Testing

/// Sums that do not fit are errors that name the step, and never a trap.
@Suite struct SumOverflowTests {
  private func failure<Output: Streamable>(
    _ build: (Pipeline) throws -> PCollection<Output>
  ) throws -> StepFailure {
    try #require(throws: StepFailure.self) { _ = try testPipeline(TestOptions(), build) }
  }

  @Test("A sum that overflows in one bundle fails the job") func inOneBundle() throws {
    let failure = try failure { $0.create([Int.max - 1, 5]).sum() }
    #expect(failure.step == "CombineGlobally/Combine")
    #expect(failure.underlying is SumOverflow)
    #expect(failure.description.contains("does not fit Int; sum a wider type"))
  }

  @Test("A sum that overflows in merging fails the job") func whenPartsAreMerged() throws {
    let failure = try failure { pipeline in
      let parts = pipeline.create([KV("a", Int8(-100))]).flattened(with: pipeline.create([KV("a", Int8(-29))]))
      return parts.combinePerKey("Total", .sum())
    }
    #expect(failure.step == "Total")
    #expect(failure.key == "a")
    #expect(
      "\(failure.underlying)".contains("-100 + -29 does not fit Int8") || "\(failure.underlying)".contains("-29 + -100")
    )
  }

  /// Two numbers side by side: a type of an author's own.
  struct Pair: Summable, Equatable {
    var left: Int
    var right: Double
    static let zero = Pair(left: 0, right: 0)
    static func + (a: Pair, b: Pair) -> Pair { Pair(left: a.left + b.left, right: a.right + b.right) }
    static func - (a: Pair, b: Pair) -> Pair { Pair(left: a.left - b.left, right: a.right - b.right) }
    static func encode(_ value: borrowing Pair, into writer: inout RawWriter) {
      Int.encode(value.left, into: &writer)
      Double.encode(value.right, into: &writer)
    }
    static func decode(from reader: inout RawReader) throws(CoderError) -> Pair {
      let left = try Int.decode(from: &reader)
      return Pair(left: left, right: try Double.decode(from: &reader))
    }
    static var coderSpec: CoderSpec { CoderSpec(urn: "joist:test:pair") }
  }

  @Test("Sums that fit are computed") func whatFitsIsSummed() throws {
    #expect(try testPipeline { $0.create([Int.max - 5, 5]).sum() }.elements == [.max])
    #expect(try testPipeline { $0.create([Int8(-100), -28]).sum() }.elements == [.min])
    #expect(
      try testPipeline { $0.create([Double.greatestFiniteMagnitude, .greatestFiniteMagnitude]).sum() }.elements == [
        .infinity
      ])
    #expect(try testPipeline { $0.create([Int.max, .max, .max]).mean() }.elements == [Double(Int.max)])
    #expect(
      try testPipeline { $0.create([Pair(left: 1, right: 0.5), Pair(left: 2, right: 1)]).sum() }.elements
        == [Pair(left: 3, right: 1.5)])
  }
}
