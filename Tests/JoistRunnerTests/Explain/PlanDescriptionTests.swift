import JoistPlan
import JoistRunner
import Testing

@Suite struct PlanDescriptionTests {
  @Test func wordCount() {
    let plan = Plan(
      stages: [
        Stage(kind: .impulse, name: "Create/Impulse", inputs: [], outputs: [EdgeID(0)]),
        Stage(kind: .elements, name: "Create/Values, Pair", inputs: [EdgeID(0)], outputs: [EdgeID(1)]),
        Stage(
          kind: .grouping(Grouping(content: .accumulators, allowedLateness: 60_000, accumulation: .accumulating)),
          name: "Count", inputs: [EdgeID(1)], outputs: [EdgeID(2)]),
        Stage(kind: .elements, name: "Format, Write", inputs: [EdgeID(2)], outputs: [], concurrency: 1),
      ],
      edges: [
        Edge(producer: StageID(0), consumer: StageID(1), kind: .elements),
        Edge(producer: StageID(1), consumer: StageID(2), kind: .keyed),
        Edge(producer: StageID(2), consumer: StageID(3), kind: .elements),
      ])
    #expect(
      PlanDescription(plan).description == """
        plan: 4 stages

        s0  Create/Impulse
            impulse: one empty element, once
            to   s1  elements

        s1  Create/Values, Pair
            user code, fused into one loop
            from s0  elements
            to   s2  keyed, 128 key groups
            note: a fan-out without a cut: all of it comes from one element, so one thread runs it;
                  `reshuffle()` behind the step that makes many elements of one spreads the rest

        s2  Count
            grouping (plain): combining, lifted above the shuffle, late elements for 1 m 00 s, accumulating panes
            from s1  keyed, 128 key groups
            to   s3  elements

        s3  Format, Write
            user code, fused into one loop, one bundle at a time
            from s2  elements

        """)
  }
}
