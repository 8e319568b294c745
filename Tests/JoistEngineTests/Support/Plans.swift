import JoistPlan

/// Plans made of stages in a row, and a few that branch.
enum Plans {
  /// Stages one after the other; the edge into a grouping is keyed.
  static func chain(_ stages: [(kind: Stage.Kind, name: String)], depth: Int = 1, bounded: Bool = true) -> Plan {
    var plan = Plan(stages: [], edges: [])
    for (index, stage) in stages.enumerated() {
      plan.stages.append(
        Stage(
          kind: stage.kind, name: stage.name, inputs: index == 0 ? [] : [EdgeID(index - 1)],
          outputs: index == stages.count - 1 ? [] : [EdgeID(index)], isBounded: bounded, pipelineDepth: depth))
      if index > 0 {
        plan.edges.append(
          Edge(
            producer: StageID(index - 1), consumer: StageID(index), kind: stage.kind.isGrouping ? .keyed : .elements))
      }
    }
    return plan
  }

  /// Impulse, a source, and a sink.
  static func readAndWrite(depth: Int = 1, bounded: Bool = true) -> Plan {
    chain(
      [(.impulse, "Impulse"), (.elements, "Split"), (.restrictions, "Read"), (.elements, "Write")], depth: depth,
      bounded: bounded)
  }

  /// Impulse, a source, a grouping and a sink.
  static func readAndGroup(_ grouping: Grouping) -> Plan {
    chain([
      (.impulse, "Impulse"), (.elements, "Split"), (.restrictions, "Read"), (.grouping(grouping), "Group"),
      (.elements, "Write"),
    ])
  }

  /// A source read by two stages whose outputs meet again.
  static func diamond() -> Plan {
    Plan(
      stages: [
        Stage(kind: .impulse, name: "Impulse", inputs: [], outputs: [EdgeID(0)]),
        Stage(kind: .restrictions, name: "Read", inputs: [EdgeID(0)], outputs: [EdgeID(1), EdgeID(2)]),
        Stage(kind: .elements, name: "Left", inputs: [EdgeID(1)], outputs: [EdgeID(3)]),
        Stage(kind: .elements, name: "Right", inputs: [EdgeID(2)], outputs: [EdgeID(4)]),
        Stage(kind: .elements, name: "Write", inputs: [EdgeID(3), EdgeID(4)], outputs: []),
      ],
      edges: [
        Edge(producer: StageID(0), consumer: StageID(1), kind: .elements),
        Edge(producer: StageID(1), consumer: StageID(2), kind: .elements),
        Edge(producer: StageID(1), consumer: StageID(3), kind: .elements),
        Edge(producer: StageID(2), consumer: StageID(4), kind: .elements),
        Edge(producer: StageID(3), consumer: StageID(4), kind: .elements),
      ])
  }
}

extension Stage.Kind {
  /// Whether it groups.
  var isGrouping: Bool { if case .grouping = self { true } else { false } }
}
