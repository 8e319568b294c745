import JoistPlan

/// What holds back the start of new bundles of a stage.
enum Gate: Sendable, Hashable, CustomStringConvertible {
  /// Too much waits on one of its outputs.
  case edge(EdgeID)
  /// The job's memory is used up; only what reads new input is held back.
  case memory

  /// `edge e3`, `memory`.
  var description: String {
    switch self {
    case .memory: "memory"
    case .edge(let edge): "edge \(edge)"
    }
  }
}

extension Coordinator {
  /// Bytes of everything that the engine accounts for.
  var memoryInUse: Int { blockBytes + groupings.reduce(0) { $0 + $1.memory.tables + $1.memory.spare } }

  /// The gate that holds a stage back, or nil.
  mutating func closedGate(of stage: Int) -> Gate? {
    for edge in topology.plan.stages[stage].outputs where edgeBytes[edge.index] >= options.edgeBound {
      return .edge(edge)
    }
    guard case .restrictions = stages[stage].part, memoryInUse >= options.memoryBudget else { return nil }
    trim()
    return memoryInUse >= options.memoryBudget ? .memory : nil
  }

  /// The progress rule: nothing runs, nothing settles, something is pending, so the stage nearest to the sinks runs although
  /// its gate is closed. Where the gate is the memory, up to a quarter above the budget; then the job needs what is not
  /// there, and says so.
  mutating func openGate(_ gate: Gate, of stage: Int, now: Int64) -> Work? {
    if gate == .memory && memoryInUse >= options.memoryBudget + options.memoryBudget / 4 {
      stuckReason = memoryReport()
      return nil
    }
    gatesOpened += 1
    record(.gateOpened(StageID(stage), gate: gate.description))
    return handOut(stage, now: now)
  }

  private mutating func trim() {
    for place in groupings.indices { _ = groupings[place].trim() }
  }

  private func memoryReport() -> String {
    var largest = (name: "blocks between stages", bytes: blockBytes)
    for stage in stages.indices {
      guard case .grouping(let place) = stages[stage].part else { continue }
      let bytes = groupings[place].memory.tables
      if bytes > largest.bytes { largest = ("the tables of \"\(topology.plan.stages[stage].name)\"", bytes) }
    }
    return """
      the job needs more memory than its budget of \(options.memoryBudget) bytes: \(memoryInUse) bytes are in use, of which \
      \(largest.bytes) by \(largest.name); give it more with --memory, or make windows or lateness smaller
      """
  }
}
