import Joist
import JoistTesting
import TestSupport
import Testing

/// `top`, `bottom`, `min` and `max` of floating-point numbers follow one total order, so that their results do not depend on
/// how bundles were cut: numbers as usual, -0.0 before 0.0, not-a-number after everything.
@Suite struct TotalOrderTests {
  /// As bits, with one form of not-a-number.
  private func bits(_ numbers: [Double]) -> [UInt64] {
    numbers.map { $0.isNaN ? Double.nan.bitPattern : $0.bitPattern }
  }

  @Test("NaN is greater than every number", arguments: [false, true])
  func notANumberIsLargest(isNegative: Bool) throws {
    let nan = isNegative ? -Double.nan : Double.nan
    func top(_ count: Int, _ numbers: [Double]) throws -> [Double] {
      try testPipeline { $0.create(numbers).top(count) }.elements[0]
    }
    #expect(try bits(top(2, [1, nan, 2, 3])) == bits([.nan, 3]))
    #expect(try bits(top(3, [5, 1, nan, 9, 7])) == bits([.nan, 9, 7]))
    #expect(try bits(top(1, [nan] + (0..<100).map(Double.init))) == bits([.nan]))
    let bottom = try testPipeline { pipeline in
      pipeline.create([nan, 2, 1, nan, 3].map { KV("all", $0) }).combinePerKey(.bottom(4))
    }
    #expect(bits(bottom.elements[0].value) == bits([1, 2, 3, .nan]))
    for numbers in [[1, nan, 2], [nan, 1, 2], [2, 1, nan]] {
      #expect(try testPipeline { $0.create(numbers).max() }.elements[0]?.isNaN == true)
      #expect(try testPipeline { $0.create(numbers).min() }.elements == [1])
    }
    #expect(try testPipeline { $0.create([nan, nan]).min() }.elements[0]?.isNaN == true)
  }

  @Test("Minus zero is less than zero")
  func zeros() throws {
    #expect(try bits(testPipeline { $0.create([0.0, -0.0, 0.0]).top(3) }.elements[0]) == bits([0.0, 0.0, -0.0]))
    for zeros in [[0.0, -0.0], [-0.0, 0.0]] {
      #expect(try testPipeline { $0.create(zeros).max() }.elements[0]?.sign == .plus)
      #expect(try testPipeline { $0.create(zeros).min() }.elements[0]?.sign == .minus)
    }
  }

  @Test("Every division into bundles gives the same result for Double and Float", arguments: 0..<20 as Range<UInt64>)
  func everyCut(seed: UInt64) throws {
    var numbers = (0..<40).map { Double($0) / 4 } + [.nan, .infinity, -.infinity, -0.0, 0.0, .nan]
    var random = SplitMix(seed: seed)
    numbers.shuffle(using: &random)
    var options = TestOptions()
    (options.seed, options.shuffles) = (seed, true)
    let results = try testPipeline(options) { pipeline in
      let all = pipeline.create(numbers)
      let floats = all.map { Float($0) }
      let doubles = all.top(4).flattened(
        with: all.max().map { [$0 ?? 0] }, all.min().map { [$0 ?? 0] },
        all.map { KV("all", $0) }.combinePerKey("Bottom", .bottom(3)).map { $0.value })
      return doubles.flattened(
        with: floats.top(4, name: "TopFloats").map { $0.map(Double.init) },
        floats.max().map("MaxFloat") { [Double($0 ?? 0)] })
    }
    let found = Set(results.elements.map { bits($0) })
    #expect(
      found == Set([[.nan, .nan, .infinity, 9.75], [.nan], [-.infinity], [-.infinity, -0.0, 0.0]].map { bits($0) }),
      "\(results.elements), seed \(seed)")
  }
}
