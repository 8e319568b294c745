import JoistPlan

/// What keeps a stage from starting new bundles.
enum Gate: Sendable, Hashable, CustomStringConvertible {
  /// Too many bytes wait on one of its outputs.
  case edge(EdgeID)
  /// The job's memory is used up. Only stages that read new input are held back.
  case memory
  /// Too many of its bundles settle, or their deliveries take too much memory.
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

/// The state of the engine when it first held five quarters of its budget or more.
struct Overrun: Sendable {
  /// The memory that it held then, in bytes.
  var bytes: Int
  /// The number of bundles of restrictions handed out by then.
  var reading: UInt64
  /// The watermark of the restriction that has been let through last.
  var lastWatermark: Int64?
  /// The timer of a stateful stage that is awaited, and how many have been since memory was last freed.
  private var timer: Int64?
  private var awaitedTimers = 0

  /// So many timers may fire without freeing memory.
  private static let mostTimers = 100

  init(bytes: Int, reading: UInt64) {
    self.bytes = bytes
    self.reading = reading
  }

  /// Whether to wait for a timer, which may clear state.
  mutating func awaits(timerAt time: Int64, bytes now: Int) -> Bool {
    if now < bytes { (bytes, awaitedTimers) = (now, 0) }
    if time != timer { (timer, awaitedTimers) = (time, awaitedTimers + 1) }
    return awaitedTimers <= Self.mostTimers
  }

  /// Whether running the restriction with the lowest watermark may advance the watermark.
  func mayHelp(_ lowest: PendingRestriction) -> Bool {
    lowest.hasWaited || lowest.lastReading < reading || lastWatermark.map { $0 < lowest.restriction.watermark } ?? false
  }
}

extension Coordinator {
  /// The gate that holds a stage back; nil if none does.
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

  /// Frees the memory that is kept for future windows, and that of state which bundles have replaced or removed.
  mutating func trim() {
    for grouping in groupings.indices where groupings[grouping].groups.memory.spare > 0 {
      groupings[grouping].groups.trim { machine, memory in
        machine.trim()
        return GroupMemory(tables: memory.tables, spare: 0)
      }
    }
    for stateful in statefuls.indices where statefuls[stateful].groups.memory.spare > 0 {
      statefuls[stateful].groups.trim { group, _ in group.trim() }
    }
  }

  /// Applies the progress rule: if nothing runs, nothing settles and something is pending, a stage runs although its
  /// gate is closed, unless what closed the gate will wake by itself.
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

  /// Whether something waits at a stage for a moment that will come.
  private func wakesByItself(_ stage: Int) -> Bool {
    let moment: Int64? =
      switch stages[stage].part {
      case .elements(let queue): elementQueues[queue].nextWakeUp
      case .restrictions(let pool): isStopping ? nil : restrictionPools[pool].nextWakeUp
      case .grouping(let grouping): groupings[grouping].groups.nextWakeUp
      case .stateful(let stateful): statefuls[stateful].groups.nextWakeUp
      case .impulse, .testStream: nil
      }
    return moment.map { $0 < Int64.max } ?? false
  }

  /// Whether the stage with the lowest watermark may read although the memory is used up.
  ///
  /// It may as long as the engine itself holds less than five quarters of the budget. Beyond that, until another
  /// quarter has been added, a restriction may read if it has not read since, has waited since, or holds the watermark
  /// now that others have advanced: it may advance the watermark to the end of the windows that take up the memory.
  /// After that the job is stuck, and says that it needs more memory.
  ///
  /// It may not while something waits that could free memory: a bundle to be retried, a window that fires by processing
  /// time and then discards its elements, a timer of processing time, or a restriction that waits and has a lower
  /// watermark. Memory outside the engine does not count here, since a source's queue shrinks when the source runs.
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
    if groupings.contains(where: { $0.grouping.accumulation == .discarding && $0.groups.nextTimer != nil }) {
      return false
    }
    if !isStopping, let timer = statefuls.compactMap(\.groups.nextTimer).min() {
      var overrun = overrun ?? Overrun(bytes: ownMemory, reading: readings)
      let isAwaited = overrun.awaits(timerAt: timer, bytes: ownMemory)
      self.overrun = overrun
      if isAwaited { return false }
    }
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

  /// Whether a stage has elements or records that wait for a retry.
  private func isRetried(_ stage: Int) -> Bool {
    switch stages[stage].part {
    case .elements, .grouping, .stateful: wakesByItself(stage)
    case .impulse, .testStream, .restrictions: false
    }
  }
}
