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
    var lines = ["\(id)  \(kind(stage))\(environment(id))"]
    lines += stage.inputs.map { "from \(planned.plan.edges[$0.index].producer)  \(form($0))" }
    lines += StepLine.columns(planned.steps[id.index]).map { "  \($0)" }
    lines += stage.outputs.flatMap { ["to   \(planned.plan.edges[$0.index].consumer)  \(form($0))"] + cut($0) }
    if planned.unspread.contains(id) {
      lines += [
        "note: a fan-out without a cut: all elements come from one, so one thread runs this stage; to use",
        "      more threads, add `reshuffle()` after the step that makes many elements of one",
      ]
    }
    return lines.joined(separator: "\n    ")
  }

  private func form(_ edge: EdgeID) -> String {
    let shape = planned.plan.edges[edge.index].shape
    return switch planned.plan.edges[edge.index].kind {
    case .elements: "elements: \(shape)"
    case .keyed: "keyed, \(Plan.keyGroupCount) key groups: \(shape)"
    }
  }

  /// The reason of a cut; empty if the engine makes the elements, which needs no reason.
  private func cut(_ edge: EdgeID) -> [String] {
    let reason = planned.plan.edges[edge.index].reason
    return reason == .engine ? [] : ["       cut at \(planned.plan.path(of: edge)): \(reason)"]
  }

  /// The environment of a stage, if the plan has more than one.
  private func environment(_ id: StageID) -> String {
    let all = Set(planned.descriptors.flatMap { $0.map { Array($0.environments.keys) } ?? [] })
    guard all.count > 1, let own = planned.descriptors[id.index]?.environments.keys.first else { return "" }
    return ", in environment \(own)"
  }

  private func kind(_ stage: Stage) -> String {
    switch stage.kind {
    case .impulse: "impulse: one empty element, once"
    case .testStream(let stream): "test stream: \(stream.events.count) events"
    case .stateful(let stateful): Self.stateful(stateful)
    case .elements: "user code, fused into one loop"
    case .restrictions: "user code, fused after a splittable step"
    case .grouping(let grouping): Self.grouping(grouping)
    }
  }

  private static func stateful(_ stateful: Stateful) -> String {
    var parts = ["user code with state, one bundle a key group"]
    if !stateful.states.isEmpty { parts.append("state \(stateful.states.joined(separator: ", "))") }
    let timers = stateful.timers.indices.filter { $0 != stateful.expiration && $0 != stateful.sorting }.map { index in
      "\(stateful.timers[index].name) (\(stateful.timers[index].domain == .eventTime ? "event" : "processing") time)"
    }
    if !timers.isEmpty { parts.append("timers \(timers.joined(separator: ", "))") }
    if stateful.sorting != nil { parts.append("elements of a key in the order of their times") }
    if stateful.expiration != nil { parts.append("called when a window expires") }
    if stateful.allowedLateness > 0 { parts.append("late elements for \(stateful.allowedLateness) ms") }
    return parts.joined(separator: ", ")
  }

  private static func grouping(_ grouping: Grouping) -> String {
    let strategy = grouping.isPlain ? "plain" : grouping.sessionGap == nil ? "general" : "sessions"
    var parts: [String] = []
    switch grouping.content {
    case .values: parts.append("grouping (\(strategy)): lists of values")
    case .accumulators:
      let place = grouping.liftsCombiners ? "lifted above the shuffle" : "after the shuffle"
      parts.append("grouping (\(strategy)): combining, \(place)")
    }
    if let gap = grouping.sessionGap { parts.append("a gap of \(gap) ms") }
    if !grouping.isPlain { parts.append("fires \(grouping.trigger.text)") }
    switch grouping.outputTime {
    case .endOfWindow: break
    case .earliest: parts.append("panes at their earliest element")
    case .latest: parts.append("panes at their latest element")
    }
    if grouping.onTime == .ifNonempty { parts.append("no empty pane on time") }
    if grouping.closing == .always { parts.append("a last pane in any case") }
    if grouping.allowedLateness > 0 { parts.append("late elements for \(grouping.allowedLateness) ms") }
    if grouping.allowedLateness > 0 || !grouping.isPlain {
      parts.append(grouping.accumulation == .accumulating ? "accumulating panes" : "discarding panes")
    }
    return parts.joined(separator: ", ")
  }
}
