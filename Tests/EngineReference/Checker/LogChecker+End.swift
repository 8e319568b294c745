import JoistEngine
import JoistPlan

extension LogChecker {
  /// Checks what must hold of a whole run, whatever its schedule.
  /// - Parameter isFinished: whether the job came to its end by itself: then everything must have been shown.
  public func checkEnd(isFinished: Bool) throws {
    let ordered = orderedStages()
    for stage in stages.indices {
      if let groups = stages[stage].groups {
        try checkPanes(stage, groups, isOrdered: ordered[stage], isFinished: isFinished)
      }
      if ordered[stage], case .transform = toy.roles[stage] {
        let values = stages[stage].received.flatMap { element -> [ToyValue] in
          if case .value(let value) = ToyElement(element.bytes) { [value] } else { [] }
        }
        try Self.checkOrder(values, at: "s\(stage)")
      }
      if !isFinished { continue }
      try require(
        stages[stage].blocks.isEmpty && stages[stage].fresh.isEmpty && stages[stage].residuals.isEmpty,
        "the job says it is finished, but something waits at s\(stage)")
      try require(stages[stage].groups?.isEmpty ?? true, "the job says it is finished, but s\(stage) holds windows")
      if let state = stages[stage].state {
        try require(state.isDone, "§15: the job says it is finished, but s\(stage) has \(state.leftovers)")
      }
      try require(
        stages[stage].output == EventTime.max,
        "the job says it is finished, but s\(stage) is at \(stages[stage].output)")
    }
    try require(!isFinished || underWay.isEmpty && tasks.isEmpty, "the job says it is finished, but something runs")
  }

  private func checkPanes(_ stage: Int, _ groups: GroupModel, isOrdered: Bool, isFinished: Bool) throws {
    var byKey: [PaneKey: [ToyPane]] = [:]
    for pane in stages[stage].panes { byKey[PaneKey(key: pane.key, window: pane.window), default: []].append(pane) }
    for (key, panes) in byKey {
      let name = "key \(key.key) in \(key.window) of s\(stage)"
      try require(panes.filter { $0.pane.timing == .onTime }.count <= 1, "§22: two on-time panes of \(name)")
      for (index, pane) in panes.enumerated() {
        try require(pane.pane.index == Int64(index), "§22: the pane indices of \(name) have a gap")
        try require(pane.pane.isFirst == (index == 0), "§22: a pane of \(name) is wrongly first")
        try require(
          pane.pane.timing != .onTime || index == 0, "§22: the on-time pane of \(name) comes behind another")
        if isOrdered { try Self.checkOrder(pane.content, at: name) }
      }
      let accepted = stages[stage].acceptedCount[key] ?? (0, 0)
      switch groups.grouping.accumulation {
      case .accumulating:
        guard let last = panes.last else { continue }
        try require(
          !isFinished || (last.sum == accepted.sum && last.count == accepted.count),
          "§22: the last pane of \(name) is not the whole")
      case .discarding:
        let sum = panes.reduce(0) { $0 + $1.sum }
        let count = panes.reduce(0) { $0 + $1.count }
        try require(
          !isFinished || (sum == accepted.sum && count == accepted.count),
          "§22: the panes of \(name) are not together what was accepted")
        let values = panes.flatMap(\.content).sorted()
        if groups.grouping.content == .values && isFinished {
          try require(
            values == (stages[stage].accepted[key] ?? []).sorted(),
            "§22: the panes of \(name) are not together what was accepted")
        }
      }
    }
    if isFinished {
      for key in stages[stage].acceptedCount.keys {
        try require(byKey[key] != nil, "§22: key \(key.key) in \(key.window) of s\(stage) was never shown")
      }
    }
  }

  /// What the stages without outputs have received: the result of the pipeline, by stage, in no order.
  public func results() -> [[ToyResult]] {
    stages.indices.filter { toy.plan.stages[$0].outputs.isEmpty }.map { stage in
      stages[stage].received.flatMap { element in
        ToyPlan.values(of: ToyElement(element.bytes)).map { ToyResult(number: $0.number, time: element.time) }
      }.sorted()
    }
  }

  /// How many elements came too late, over all stages.
  public var droppedLate: Int { stages.reduce(0) { $0 + $1.dropped } }

  /// How many late panes were fired, over all stages.
  public var latePanes: Int { stages.reduce(0) { $0 + $1.panes.filter { $0.pane.timing == .late }.count } }
}

/// What arrives at the end of a pipeline.
public struct ToyResult: Hashable, Comparable, Sendable {
  /// The number.
  public var number: Int
  /// Its timestamp.
  public var time: Int64

  /// By time, then by number.
  public static func < (a: ToyResult, b: ToyResult) -> Bool { (a.time, a.number) < (b.time, b.number) }
}
