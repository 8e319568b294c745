public import JoistPlan

/// A plan as text for people: what `--explain` prints.
public struct PlanDescription: CustomStringConvertible {
  private let plan: Plan

  /// Describes a plan.
  public init(_ plan: Plan) {
    self.plan = plan
  }

  /// One paragraph for each stage, producers first.
  public var description: String {
    let count = plan.stages.count == 1 ? "1 stage" : "\(plan.stages.count) stages"
    return (["plan: \(count)"] + plan.stages.indices.map { paragraph(StageID($0)) }).joined(separator: "\n\n") + "\n"
  }

  private func paragraph(_ id: StageID) -> String {
    let stage = plan.stages[id.index]
    var lines = ["\(id)  \(stage.name)", "    \(Self.kind(stage.kind))\(Self.concurrency(stage.concurrency))"]
    for edge in stage.inputs { lines.append("    from \(plan.edges[edge.index].producer)  \(form(edge))") }
    for edge in stage.outputs { lines.append("    to   \(plan.edges[edge.index].consumer)  \(form(edge))") }
    if isFedByOneElement(stage) {
      lines.append("    note: a fan-out without a cut: all of it comes from one element, so one thread runs it;")
      lines.append("          `reshuffle()` behind the step that makes many elements of one spreads the rest")
    }
    return lines.joined(separator: "\n")
  }

  private func form(_ edge: EdgeID) -> String {
    switch plan.edges[edge.index].kind {
    case .elements: "elements"
    case .keyed: "keyed, \(Plan.keyGroupCount) key groups"
    }
  }

  private static func kind(_ kind: Stage.Kind) -> String {
    switch kind {
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
      parts.append("late elements for \(Readable.duration(milliseconds: grouping.allowedLateness))")
      parts.append(grouping.accumulation == .accumulating ? "accumulating panes" : "discarding panes")
    }
    return parts.joined(separator: ", ")
  }

  private static func concurrency(_ bound: Int?) -> String {
    bound.map { $0 == 1 ? ", one bundle at a time" : ", at most \($0) bundles at once" } ?? ""
  }

  /// Whether everything that an ordinary stage works on descends from the single element of an impulse.
  private func isFedByOneElement(_ stage: Stage) -> Bool {
    guard case .elements = stage.kind, !stage.outputs.isEmpty else { return false }
    return stage.inputs.allSatisfy {
      if case .impulse = plan.stages[plan.edges[$0.index].producer.index].kind { true } else { false }
    }
  }
}
