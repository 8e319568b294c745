import Joist
import JoistTesting
import Testing

/// Values of several collections, side by side and never copied apart.
@Suite struct CoGroupTests {
  @Test("Each collection of a group can be read independently and repeatedly")
  func eachCollectionIsReadByItselfAsOftenAsOneLikes() throws {
    let lines = try testPipeline { pipeline in
      let names = pipeline.create([KV(1, "one"), KV(2, "two"), KV(1, "uno")])
      let sizes = pipeline.create([KV(1, 10.5), KV(3, 3.5)])
      let flags = pipeline.create([KV(2, true), KV(2, false), KV(2, true)])
      return coGroup(names, sizes, flags).map { group -> String in
        let (names, sizes, flags) = group.value.values
        let twice = (0..<2).map { _ in "\(names.sorted()) \(Array(sizes)) \(flags.filter { $0 }.count)/\(flags.count)" }
        return twice[0] == twice[1] ? "\(group.key) \(twice[0])" : "differs"
      }
    }
    #expect(
      lines.elements.sorted() == [
        "1 [\"one\", \"uno\"] [10.5] 0/0", "2 [\"two\"] [] 2/3", "3 [] [3.5] 0/0",
      ])
  }

  /// Behind a cut a group holds its own values and no others.
  @Test("Groups are passed between stages") func groupsCrossStages() throws {
    let lines = try testPipeline { pipeline in
      let left = pipeline.create((0..<100).map { KV($0 % 3, "l\($0)") })
      let right = pipeline.create((0..<50).map { KV($0 % 3, $0) })
      return coGroup(left, right).reshuffle().map { group -> KV<Int, [Int]> in
        KV(group.key, [Array(group.value.values.0).count, group.value.values.1.reduce(0, +)])
      }
    }
    let sums = (0..<3).map { key in (0..<50).filter { $0 % 3 == key }.reduce(0, +) }
    #expect(Set(lines.elements) == [KV(0, [34, sums[0]]), KV(1, [33, sums[1]]), KV(2, [33, sums[2]])])
  }
}
