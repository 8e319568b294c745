import JoistPlan

/// The stages of a planned pipeline as text for people.
struct PlanText {
  let planned: PlannedPipeline

  /// A paragraph for each stage, producers first.
  var text: String {
    let count = planned.plan.stages.count == 1 ? "1 stage" : "\(planned.plan.stages.count) stages"
    return (["plan: \(count)"] + planned.plan.stages.indices.map { paragraph(StageID($0)) }).joined(separator: "\n\n")
  }

  private func paragraph(_ id: StageID) -> String {
    let stage = planned.plan.stages[id.index]
    var lines = ["\(id)  \(Self.kind(stage))\(Self.concurrency(stage.concurrency))"]
    lines += stage.inputs.map { "from \(planned.plan.edges[$0.index].producer)  \(form($0))" }
    lines += StepLine.columns(planned.steps[id.index]).map { "  \($0)" }
    lines += stage.outputs.map { "to   \(planned.plan.edges[$0.index].consumer)  \(form($0))" }
    if planned.unspread.contains(id) {
      lines += [
        "note: a fan-out without a cut: all of this comes from one element, so one thread runs it; `reshuffle()`",
        "      behind the step that makes many elements of one spreads the rest",
      ]
    }
    return lines.joined(separator: "\n    ")
  }

  private func form(_ edge: EdgeID) -> String {
    switch planned.plan.edges[edge.index].kind {
    case .elements: "elements"
    case .keyed: "keyed, \(Plan.keyGroupCount) key groups"
    }
  }

  private static func kind(_ stage: Stage) -> String {
    switch stage.kind {
    case .impulse: "impulse: one empty element, once"
    case .elements: "user code, fused into one loop"
    case .restrictions: "user code, fused behind a splittable step"
    case .grouping(let grouping): self.grouping(grouping)
    }
  }

  private static func grouping(_ grouping: Grouping) -> String {
    var parts: [String] = []
    switch grouping.content {
    case .values: parts.append("grouping (plain): lists of values")
    case .accumulators: parts.append("grouping (plain): combining, lifted above the shuffle")
    }
    if grouping.allowedLateness > 0 {
      parts.append("late elements for \(grouping.allowedLateness) ms")
      parts.append(grouping.accumulation == .accumulating ? "accumulating panes" : "discarding panes")
    }
    return parts.joined(separator: ", ")
  }

  private static func concurrency(_ bound: Int?) -> String {
    bound.map { $0 == 1 ? ", one bundle at a time" : ", at most \($0) bundles at once" } ?? ""
  }
}
