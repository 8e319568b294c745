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

/// The moment at which the engine was first seen to hold a quarter more than its budget.
struct Overrun: Sendable {
  /// What it held then, in bytes.
  var bytes: Int
  /// How many bundles of restrictions had been handed out.
  var reading: UInt64
  /// The watermark of the restriction that was last let through since.
  var lastWatermark: Int64?

  /// Whether a restriction, the one with the lowest watermark, may bring the watermark on.
  func mayHelp(_ lowest: PendingRestriction) -> Bool {
    lowest.hasWaited || lowest.lastReading < reading || lastWatermark.map { $0 < lowest.restriction.watermark } ?? false
  }
}

extension Coordinator {
  /// The gate that holds a stage back, or nil.
  func closedGate(of stage: Int) -> Gate? {
    let account = books.stages[stage]
    if account.settling >= options.settlingBundles || account.settlingBytes >= options.settlingBytes {
      return .settling
    }
    for edge in topology.plan.stages[stage].outputs where books.edgeBytes[edge.index] >= options.edgeBound {
      return .edge(edge)
    }
    if case .restrictions = stages[stage].part, memoryInUse >= options.memoryBudget { return .memory }
    return nil
  }

  /// Gives back what is kept for windows to come, where the memory is needed.
  mutating func trim() {
    for grouping in groupings.indices where groupings[grouping].memory.spare > 0 { groupings[grouping].trim() }
  }

  /// The progress rule: nothing runs, nothing settles and something is pending, so a stage runs although its gate is closed,
  /// unless what closed the gate wakes by itself.
  mutating func openGate(_ gate: Gate, of stage: Int, now: Int64) -> Work? {
    switch gate {
    case .memory: guard mayPassBudget(stage) else { return nil }
    case .edge(let edge): if wakesByItself(topology.plan.edges[edge.index].consumer.index) { return nil }
    case .settling: break
    }
    stages[stage].gatesOpened += 1
    record(.gateOpened(StageID(stage), gate: gate.description))
    return handOut(stage, now: now, lowestFirst: gate == .memory)
  }

  /// Whether something waits at a stage for a moment that comes.
  private func wakesByItself(_ stage: Int) -> Bool {
    let moment: Int64? =
      switch stages[stage].part {
      case .elements(let queue): elementQueues[queue].nextWakeUp
      case .restrictions(let pool): isStopping ? nil : restrictionPools[pool].nextWakeUp
      case .grouping(let grouping): groupings[grouping].nextWakeUp
      case .impulse: nil
      }
    return moment.map { $0 < Int64.max } ?? false
  }

  /// Whether a stage may read although the memory is used up. It is the one with the lowest watermark.
  ///
  /// It may until the engine itself holds a quarter more than the budget. From there on, until another quarter has been
  /// added, a restriction may read that has not read since, that has waited since, or that holds the watermark now after
  /// others have brought it on: it may bring it to the end of the windows that hold the memory. Beyond that the job needs
  /// more memory than there is, and says so.
  ///
  /// It waits instead while something waits that could free memory: a bundle to be retried, or a restriction that holds
  /// the watermark back more than those that may run. What somebody else holds does not count here: a source's queue becomes
  /// shorter when the source runs.
  private mutating func mayPassBudget(_ stage: Int) -> Bool {
    let quarter = options.memoryBudget / 4
    guard ownMemory >= options.memoryBudget + quarter else {
      overrun = nil
      return true
    }
    guard case .restrictions(let pool) = stages[stage].part, let lowest = restrictionPools[pool].lowest else {
      return true
    }
    if stages.indices.contains(where: { isRetried($0) }) { return false }
    let waiting = restrictionPools.compactMap(\.lowestWaitingWatermark).min()
    if let waiting, waiting <= lowest.restriction.watermark { return false }
    var overrun = overrun ?? Overrun(bytes: ownMemory, reading: readings)
    let isLetThrough = ownMemory < overrun.bytes + quarter && overrun.mayHelp(lowest)
    if isLetThrough { overrun.lastWatermark = lowest.restriction.watermark }
    self.overrun = overrun
    if isLetThrough { return true }
    stuckReason = memoryReport()
    return false
  }

  /// Whether a stage has elements or records that wait to be retried.
  private func isRetried(_ stage: Int) -> Bool {
    switch stages[stage].part {
    case .elements, .grouping: wakesByItself(stage)
    case .impulse, .restrictions: false
    }
  }
}
