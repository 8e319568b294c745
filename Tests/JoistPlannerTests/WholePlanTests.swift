import Beam
import JoistPlanner
import Testing

@Suite struct WholePlanTests {
  @Test func aPipelineWithEveryCut() throws {
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
