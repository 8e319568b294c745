import JoistPlan

/// What holds back the start of new bundles of a stage.
enum Gate: Sendable, Hashable, CustomStringConvertible {
  /// Too much waits on one of its outputs.
  case edge(EdgeID)
  /// The job's memory is used up; only what reads new input is held back.
  case memory
  /// Too many of its bundles settle, or hold too much.
  case settling

  /// `edge e3`, `memory`, `settling bundles`.
  var description: String {
    switch self {
    case .memory: "memory"
    case .settling: "settling bundles"
    case .edge(let edge): "edge \(edge)"
    }
  }
}

extension Coordinator {
  /// The gate that holds a stage back, or nil.
  func closedGate(of stage: Int) -> Gate? {
    if stages[stage].settling >= options.settlingBundles || stages[stage].settlingBytes >= options.settlingBytes {
      return .settling
    }
    for edge in topology.plan.stages[stage].outputs where edgeBytes[edge.index] >= options.edgeBound {
      return .edge(edge)
    }
    if case .restrictions = stages[stage].part, memoryInUse >= options.memoryBudget { return .memory }
    return nil
  }

  /// Gives back what is kept for windows to come, where the memory is needed.
  mutating func trim() {
    for place in groupings.indices where groupings[place].memory.spare > 0 { groupings[place].trim() }
  }

  /// The progress rule: nothing runs, nothing settles, something is pending, so the stage nearest to the sinks runs although
  /// its gate is closed. Where the gate is the memory, until the engine itself holds a quarter more than the budget; then the
  /// job needs what is not there, and says so. What somebody else holds does not count here: a source's queue becomes
  /// shorter when the source runs.
  mutating func openGate(_ gate: Gate, of stage: Int, now: Int64) -> Work? {
    if gate == .memory && ownMemory >= options.memoryBudget + options.memoryBudget / 4 {
      stuckReason = memoryReport()
      return nil
    }
    stages[stage].gatesOpened += 1
    record(.gateOpened(StageID(stage), gate: gate.description))
    return handOut(stage, now: now)
  }
}
