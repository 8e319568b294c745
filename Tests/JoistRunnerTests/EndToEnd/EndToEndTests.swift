import Beam
import Rows
import Testing

/// Pipelines whose answers are known, the whole way from graph to worker.
@Suite(.everyCarrier) struct EndToEndTests {
  @Test("A pipeline combines by key") func combiningByKey() throws {
    let lines = try EndToEnd.run { pipeline, seen in
      let words = pipeline.create("Words", ["a", "b", "a"])
      words.map("Pair") { KV($0, Int64(1)) }.combinePerKey("Sum", Sum<Int64>()).seen("See", by: seen) { "\($0)" }
    }
    #expect(lines == ["a: 2", "b: 1"])
  }

  @Test("A collection can occur twice in a flatten") func aCollectionTwiceInAFlatten() throws {
    let lines = try EndToEnd.run { pipeline, seen in
      let words = pipeline.create("Words", ["a", "b"])
      let more = pipeline.create("More", ["c"])
      pipeline.flatten("All", [words, more, words]).seen("See", by: seen) { $0 }
    }
    #expect(lines == ["a", "a", "b", "b", "c"])
  }

  @Test("A grouping can follow a grouping") func aGroupingBehindAGrouping() throws {
    let lines = try EndToEnd.run { pipeline, seen in
      let pairs = pipeline.create("Words", ["a", "b", "a"]).keyed { $0 }
      let twice = pairs.groupByKey("First").groupByKey("Second")
      twice.seen("See", by: seen) { pair in "\(pair.key): \(pair.value.map { Array($0) })" }
    }
    #expect(lines == ["a: [[\"a\", \"a\"]]", "b: [[\"b\"]]"])
  }

  @Test("Several steps can read one collection") func severalReadersOfOneCollection() throws {
    let lines = try EndToEnd.run { pipeline, seen in
      let numbers = pipeline.create("Numbers", [Int64(1), 2, 3]).reshuffle()
      numbers.sum().seen("Sum", by: seen) { "sum \($0)" }
      numbers.countPerElement().seen("Count", by: seen) { "count \($0)" }
      numbers.keyed { $0 % 2 }.groupByKey().seen("Group", by: seen) { "group \($0.key) of \($0.value.count)" }
      numbers.seen("Itself", by: seen) { "\($0)" }
    }
    #expect(
      lines == ["1", "2", "3", "count 1: 1", "count 2: 1", "count 3: 1", "group 0 of 1", "group 1 of 2", "sum 6"])
  }

  @Test("Results and failures can be grouped again") func resultsAndFailuresGroupedAgain() throws {
    let lines = try EndToEnd.run { pipeline, seen in
      let (numbers, failures) = pipeline.create("Words", ["1", "x", "2"]).tryMap("Parse") { word -> Int64 in
        guard let number = Int64(word) else { throw NoNumber() }
        return number
      }
      let flattened = pipeline.flatten("All", [numbers.map("Text") { "\($0)" }, failures.map("Bad") { $0.element }])
      flattened.countPerElement().seen("See", by: seen) { "\($0)" }
    }
    #expect(lines == ["1: 1", "2: 1", "x: 1"])
  }

  @Test(
    "Elements that get a later timestamp after windowing stay in their window",
    arguments: ["nothing", "reshuffle", "groupByKey"])
  func timestampsAreMovedLaterAfterWindows(between: String) throws {
    let lines = try EndToEnd.run { pipeline, seen in
      let windowed = pipeline.create("Numbers", [Int64(1), 2, 3])
        .withTimestamps { Timestamp(milliseconds: $0) }.windowed(by: .fixed(.milliseconds(10)))
        .withTimestamps("Later") { Timestamp(milliseconds: $0 + 3_600_000) }
      let moved: PCollection<Int64> =
        switch between {
        case "reshuffle": windowed.reshuffle()
        case "groupByKey":
          windowed.keyed { $0 }.groupByKey("First").withTimestamps("Again") {
            Timestamp(milliseconds: $0.key + 7_200_000)
          }
          .map("Key") { $0.key }
        default: windowed
        }
      moved.map("All") { _ in "all" }.countPerElement().seen("See", by: seen) { "\($0)" }
    }
    #expect(lines == ["all: 3"])
  }

  private struct NoNumber: Error {}
}
