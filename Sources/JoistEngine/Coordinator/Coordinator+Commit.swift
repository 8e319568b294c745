public import JoistPlan

extension Coordinator {
  /// Takes what a bundle made: all of it becomes visible at once.
  public mutating func commit(_ id: BundleID, _ result: BundleResult, now: Int64) {
    guard let bundle = takeInFlight(id) else {
      preconditionFailure("bundle \(id) was committed, but it is not in flight")
    }
    let stage = bundle.stage
    let outputs = topology.plan.stages[stage].outputs
    precondition(
      result.outputs.isEmpty || result.outputs.count == outputs.count,
      "bundle \(id) of stage \(stage) has \(result.outputs.count) outputs where the plan has \(outputs.count)")
    stages[stage].elementsIn += result.elementsIn
    var lane = 0
    switch bundle.input {
    case .elements(let ofLane, let blocks):
      lane = ofLane
      settleInput(blocks, of: stage)
      withQueue(stage) { $0.finish(lane: lane) }
    case .restriction(let pending):
      lane = pending.restriction.lane
      settleInput(pending, of: stage)
    case .records:
      preconditionFailure("bundle \(id) is a grouping task")
    }
    for (edge, output) in zip(outputs, result.outputs) {
      switch output {
      case .elements(let blocks): push(blocks, edge: edge.index, lane: lane)
      case .records(let blocks): push(blocks, edge: edge.index)
      }
    }
    for residual in result.residuals { push(residual, of: stage, from: bundle, id, now) }
    record(.committed(id, StageID(stage), result))
    advanceWatermarks(from: stage)
  }

  /// Takes what a grouping task made, and its machines back.
  public mutating func commit(_ group: GroupResult, now: Int64) {
    guard let bundle = takeInFlight(group.id), case .records(let pending) = bundle.input,
      case .grouping(let place) = stages[bundle.stage].part
    else {
      preconditionFailure("grouping task \(group.id) was committed, but it is not in flight")
    }
    let stage = bundle.stage
    for records in pending {
      stages[stage].pendingTimes.remove(records.block.minTime)
      blockBytes -= records.block.memory
      let window = records.block.window
      if window.isExpired(at: bundle.inputWatermark, allowedLateness: groupings[place].grouping.allowedLateness) {
        stages[stage].droppedLate += records.block.elementCount
      }
      stages[stage].elementsIn += records.block.elementCount
    }
    for (unit, memory) in zip(group.task.units, group.memory) { groupings[place].finish(unit, memory: memory) }
    groupings[place].windows.removeFinished(at: bundle.inputWatermark)
    for edge in topology.plan.stages[stage].outputs {
      for output in group.outputs { push(output.blocks, edge: edge.index, lane: output.lane) }
    }
    record(.grouped(group))
    advanceWatermarks(from: stage)
  }

  /// Says that nothing of a bundle happened: its input is pending again, in its old place.
  /// - Parameter retryAt: processing time before which it is not tried again.
  public mutating func fail(_ id: BundleID, retryAt: Int64) {
    guard let bundle = takeInFlight(id) else {
      preconditionFailure("bundle \(id) failed, but it is not in flight")
    }
    let stage = bundle.stage
    switch bundle.input {
    case .elements(let lane, let blocks):
      for pending in blocks {
        edgeBytes[pending.edge] += pending.block.memory
        stages[stage].pendingElements += pending.block.count
      }
      withQueue(stage) { $0.putBack(blocks, lane: lane, notBefore: retryAt) }
    case .restriction(let pending):
      if let edge = pending.edge { edgeBytes[edge] += pending.restriction.block.memory }
      stages[stage].pendingElements += 1
      withPool(stage) { $0.push(pending, until: retryAt, token: nil) }
    case .records:
      preconditionFailure("grouping task \(id) cannot be repeated")
    }
    record(.failed(id, StageID(stage)))
  }

  /// Says that a source has signalled a token: what waits for it may run.
  public mutating func wake(_ token: UInt64, now: Int64) {
    var found = false
    for pool in restrictionPools.indices where restrictionPools[pool].wake(token) { found = true }
    if !found && inFlight.count > 0 { earlyWakes.add(token, lastBundle: lastBundle) }
  }

  private mutating func takeInFlight(_ id: BundleID) -> BundleInFlight? {
    guard let bundle = inFlight.remove(id) else { return nil }
    stages[bundle.stage].running -= 1
    bundleNumbers.remove(Int64(id.number))
    earlyWakes.removeAll(beforeBundle: UInt64(bundleNumbers.minimum ?? Int64.max))
    return bundle
  }

  private mutating func settleInput(_ blocks: [PendingBlock], of stage: Int) {
    for pending in blocks {
      stages[stage].pendingTimes.remove(pending.block.minTime)
      blockBytes -= pending.block.memory
    }
  }

  private mutating func settleInput(_ pending: PendingRestriction, of stage: Int) {
    if pending.edge == nil {
      stages[stage].holds.remove(pending.restriction.watermark)
    } else {
      stages[stage].pendingTimes.remove(pending.restriction.block.minTime)
    }
    blockBytes -= pending.restriction.block.memory
  }

  private mutating func push(
    _ residual: Residual, of stage: Int, from bundle: BundleInFlight, _ id: BundleID, _ now: Int64
  ) {
    guard case .restriction(let origin) = bundle.input else {
      preconditionFailure("bundle \(id) of stage \(stage) left a residual, but it was given elements")
    }
    let lane = residual.continues ? origin.restriction.lane : newLane()
    let watermark = min(max(residual.watermark, EventTime.min), EventTime.max)
    let pending = PendingRestriction(
      restriction: Restriction(block: residual.block, watermark: watermark, lane: lane), edge: nil,
      isBounded: residual.isBounded, hasBacklog: residual.hasBacklog, turn: residual.continues ? origin.turn : 0)
    stages[stage].holds.add(watermark)
    stages[stage].pendingElements += 1
    blockBytes += residual.block.memory
    withPool(stage) { [earlyWakes] pool in
      switch residual.resume {
      case .now:
        pool.push(pending)
      case .after(let milliseconds):
        pool.push(pending, until: Self.moment(now, milliseconds), token: nil)
      case .wake(let token, let atMost):
        if earlyWakes.contains(token, sinceBundle: id.number) {
          pool.push(pending)
        } else {
          pool.push(pending, until: Self.moment(now, atMost), token: token)
        }
      }
    }
  }

  private static func moment(_ now: Int64, _ delay: Int64) -> Int64 {
    let (sum, overflow) = now.addingReportingOverflow(max(delay, 0))
    return overflow ? Int64.max : sum
  }

  mutating func withQueue(_ stage: Int, _ body: (inout ElementQueue) -> Void) {
    if case .elements(let place) = stages[stage].part { body(&elementQueues[place]) }
  }

  mutating func withPool(_ stage: Int, _ body: (inout RestrictionPool) -> Void) {
    if case .restrictions(let place) = stages[stage].part { body(&restrictionPools[place]) }
  }

  mutating func newLane() -> Int {
    lastRestriction += 1
    return lastRestriction
  }
}
