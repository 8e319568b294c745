import Beam
import JoistPlanner
import Testing

@Suite struct WholePlanTests {
  @Test("Windowed sums by key are one stage before the grouping, and one after it")
  func windowedSums() throws {
    let pipeline = Pipeline()
    _ = pipeline.create("Bids", Array(0..<Int64(9))).windowed(by: .fixed(.seconds(10)))
      .map("Price") { KV($0 % 7, $0) }.combinePerKey("Sum", .sum()).map("Show") { $0.value }
    let planned = try Planner.plan(try pipeline.portable())
    #expect(
      planned.steps.map { $0.map(\.name) } == [
        ["Bids/Impulse"], ["Bids/Read/PairWithRestriction", "Bids/Read/SplitAndSizeRestrictions"],
        ["Bids/Read/Process", "Windowed", "Price", "Sum/Precombine"], ["Sum/MergeAccumulators"],
        ["Sum/ExtractOutputs", "Show"],
      ])
    #expect(planned.plan.edges.map(\.reason) == [.engine, .restriction, .grouping, .engine])
    #expect(
      planned.plan.stages.map { "\($0.path)" } == [
        "Bids/Impulse", "Bids/Impulse.main", "Bids/Read", "Sum", "Sum.grouped",
      ])
  }

  @Test("A pipeline of this SDK is cut at sources, groupings and reshuffles") func everyCut() throws {
    let pipeline = Pipeline()
    let words = pipeline.create("Words", ["a", "b", "a"])
    let pairs = words.map("Pair") { KV($0, Int64(1)) }
    _ = pairs.groupByKey("Group").map("Sum") { $0.key }.reshuffle("Deal").map("Last") { $0 }
    let planned = try Planner.plan(try pipeline.portable())
    #expect(
      PlanOutline.of(planned) == """
        s0 impulse -> elements s1
        s1 elements {Words/Read/PairWithRestriction: c0>c3/paired; \
        Words/Read/SplitAndSizeRestrictions: c3/paired>c3/sized; sink/0: c3/sized>; source: >c0} -> elements s2
        s2 restrictions {Pair: c3>c4; Words/Read/Process: c3/sized>c3; sink/0: c4>; source: >c3/sized} -> keyed s3
        s3 grouping values -> elements s4
        s4 elements {Sum: c5>c6; sink/0: c6>; source: >c5} -> elements s5
        s5 elements {Last: c7>c8; source: >c7}
        """)
  }
}
