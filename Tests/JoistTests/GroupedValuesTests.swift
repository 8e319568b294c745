import Joist
import JoistTesting
import Testing

/// The values of a group are read as often as a function likes, and as far: §11. Small groups stand many in one block; the
/// largest is longer than a page of values and than a block, and comes of several bundles.
@Suite struct GroupedValuesTests {
  private static let sizes = [1, 2, 7, 1_000, 150_000]

  /// Numbers with the size of their group as key: each group holds the numbers below its size.
  private static func groups(_ pipeline: Pipeline) -> PCollection<KV<Int, Grouped<Int>>> {
    pipeline.create(0..<150_000)
      .flatMap { number in Self.sizes.filter { number < $0 }.map { KV($0, number) } }
      .groupByKey("Group")
  }

  /// What a function saw of a group.
  struct Sight: Streamable, Hashable {
    var size: Int
    var sums: [Int]

    static func encode(_ value: borrowing Sight, into writer: inout RawWriter) {
      Int.encode(value.size, into: &writer)
      [Int].encode(value.sums, into: &writer)
    }
    static func decode(from reader: inout RawReader) throws(CoderError) -> Sight {
      Sight(size: try Int.decode(from: &reader), sums: try [Int].decode(from: &reader))
    }
    static var coderSpec: CoderSpec { CoderSpec(urn: "joist:test:sight") }
  }

  private static func sum(below size: Int) -> Int { size * (size - 1) / 2 }

  /// Expects one sight of each group.
  private func expect(
    _ sums: (_ size: Int) -> [Int], _ look: @escaping @Sendable (Grouped<Int>) -> [Int],
    _ place: SourceLocation = #_sourceLocation
  ) throws {
    for seed in 0..<3 as Range<UInt64> {
      var options = TestOptions()
      options.seed = seed
      options.shuffles = seed > 0
      let sights = try testPipeline(options) { pipeline in
        Self.groups(pipeline).map("Look") { Sight(size: $0.key, sums: look($0.value)) }
      }
      #expect(sights.elements.count == Self.sizes.count, sourceLocation: place)
      #expect(
        Set(sights.elements) == Set(Self.sizes.map { Sight(size: $0, sums: sums($0)) }), sourceLocation: place)
    }
  }

  @Test("The values of a group can be read twice") func twice() throws {
    try expect({ [$0, Self.sum(below: $0), Self.sum(below: $0), 1] }) { values in
      [values.count, values.reduce(0, +), values.reduce(0, +), values.elementsEqual(values) ? 1 : 0]
    }
  }

  @Test("The values of a group can be read again after a partial read") func leftHalfWayAndReadAgain() throws {
    try expect({ [($0 + 1) / 2, Self.sum(below: $0)] }) { values in
      var seen = 0
      for _ in values {
        seen += 1
        if seen == (values.count + 1) / 2 { break }
      }
      return [seen, values.reduce(0, +)]
    }
  }

  @Test("The values of a group can be read in part") func leftHalfWayForGood() throws {
    try expect({ [($0 + 1) / 2, 1] }) { values in
      let half = Array(values.prefix((values.count + 1) / 2))
      return [half.count, Set(half).count == half.count && half.allSatisfy { $0 < 150_000 } ? 1 : 0]
    }
  }

  @Test("The values of a group can be read by two iterators at once") func atTwoPlacesAtOnce() throws {
    try expect({ [max(0, $0 - 1), Self.sum(below: $0) * 2] }) { values in
      var ahead = values.makeIterator()
      let first = ahead.next() ?? 0
      var behind = values.makeIterator()
      var (pairs, sum) = (0, first)
      while let next = ahead.next() {
        pairs += 1
        sum += next + (behind.next() ?? 0)
      }
      while let last = behind.next() { sum += last }
      return [pairs, sum]
    }
  }

  /// What is kept of a group is a copy: it goes on to another grouping and is read there.
  @Test("Groups can be emitted and read after another shuffle") func emittedAndReadBehindAnotherShuffle() throws {
    let sights = try testPipeline { pipeline in
      Self.groups(pipeline).map { KV($0.key % 2, $0.value) }.groupByKey("Again").flatMap { group in
        group.value.flatMap { [KV($0.count, $0.reduce(0, +)), KV($0.count, $0.reduce(0, +))] }
      }
    }
    let expected = Self.sizes.flatMap { [KV($0, Self.sum(below: $0)), KV($0, Self.sum(below: $0))] }
    #expect(sights.elements.sorted { ($0.key, $0.value) < ($1.key, $1.value) } == expected)
  }
}
