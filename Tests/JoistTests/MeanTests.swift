import Joist
import JoistTesting
import TestSupport
import Testing

/// The mean of integers is the `Double` that is nearest to the exact mean, however many there are and however they are cut.
@Suite struct MeanTests {
  private func mean<Number: Averageable>(_ numbers: [Number], seed: UInt64? = nil) throws -> Double {
    var options = TestOptions()
    if let seed { (options.seed, options.shuffles) = (seed, true) }
    return try testPipeline(options) { $0.create(numbers).mean() }.elements[0]
  }

  @Test("Integers that a Double cannot represent lose no precision")
  func largeIntegers() throws {
    let large = 1 << 53
    #expect(try mean([large] + Array(repeating: 1, count: 7)) == 1_125_899_906_842_624.875)
    #expect(try mean([large + 1, 1]) == 4_503_599_627_370_497.0)
    #expect(try mean([Int.max, Int.min]) == -0.5)
    #expect(try mean([Int64.max, .min, 7]) == 2)
    #expect(try mean([Int32.max, .max, .max - 1]) == 2_147_483_646.6666667)
  }

  @Test("Sums beyond 64 bits have a mean")
  func largeSums() throws {
    #expect(try mean([Int.max, .max, .max]) == Double(Int.max))
    #expect(try mean([Int.min, .min]) == Double(Int.min))
    #expect(try mean([Int.max, .max, .max, .min]) == Double(Int.max / 2))
  }

  @Test("Means of small integers are exact")
  func smallIntegers() throws {
    #expect(try mean([1, 2]) == 1.5)
    #expect(try mean([1, 0, 0]) == 1.0 / 3)
    #expect(try mean([-1, 0, 0]) == -1.0 / 3)
    #expect(try mean([0, 0]) == 0)
    #expect(try mean([Int]()).isNaN)
    #expect(try mean([0.5, 0.25]) == 0.375)
  }

  /// A number of an author's own, which only says what it is as a Double.
  struct Half: Averageable {
    var halves: Int
    var doubleValue: Double { Double(halves) / 2 }
    static func encode(_ value: borrowing Half, into writer: inout RawWriter) {
      Int.encode(value.halves, into: &writer)
    }
    static func decode(from reader: inout RawReader) throws(CoderError) -> Half {
      Half(halves: try Int.decode(from: &reader))
    }
    static var coderSpec: CoderSpec { CoderSpec(urn: "joist:test:half") }
  }

  @Test("A custom type with a doubleValue has a mean")
  func ownType() throws { #expect(try mean([Half(halves: 1), Half(halves: 2)]) == 0.75) }

  @Test("Every division into bundles gives the same mean", arguments: 0..<10 as Range<UInt64>)
  func everyCut(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let numbers = (0..<200).map { _ in Int(bitPattern: UInt(random.next())) >> Int(random.next() % 60) }
    #expect(try mean(numbers, seed: seed).bitPattern == mean(numbers).bitPattern, "seed \(seed)")
  }
}
