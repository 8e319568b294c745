public import JoistPlan

extension Coordinator {
  /// Notes that a bundle's run has ended and that its deliveries are outstanding. Its thread is free, and its lane may
  /// start further bundles as the stage's `pipelineDepth` allows. Call `commit(_:now:)` or `fail(_:retryAt:)`
  /// afterwards.
  /// - Parameter bytes: the memory of the deliveries until they have arrived.
  @discardableResult
  public mutating func settle(_ id: BundleID, _ result: BundleResult, bytes: Int = 0, now: Int64) -> Outcome {
    if aborted[id] != nil { return Outcome(dropped: [id]) }
    guard let key = endRun(id, result, settlingBytes: bytes, now) else {
      preconditionFailure("bundle \(id) settles, but it is not in flight; settle each bundle once, before its commit")
    }
    record(.settling(id, StageID(key.stage), result))
    offerNext(key)
    return Outcome()
  }

  /// Commits a bundle. All of its result becomes visible at once, as soon as the earlier bundles of its lane are
  /// committed.
  @discardableResult
  public mutating func commit(_ id: BundleID, _ result: BundleResult, now: Int64) -> Outcome {
    if aborted[id] != nil { return endAborted(id) }
    guard endRun(id, result, settlingBytes: nil, now) != nil else {
      preconditionFailure("bundle \(id) was committed, but it is not in flight; commit each bundle once")
    }
    return deliver(id, now)
  }

  /// Commits a settling bundle whose deliveries have arrived, as `commit(_:_:now:)` does.
  @discardableResult
  public mutating func commit(_ id: BundleID, now: Int64) -> Outcome {
    if aborted[id] != nil { return endAborted(id) }
    precondition(
      inFlight[id]?.result != nil,
      "bundle \(id) was committed, but it does not settle; pass its result to commit(_:_:now:)")
    return deliver(id, now)
  }

  /// Commits a grouping task and takes its machines back.
  public mutating func commit(_ group: GroupResult, now: Int64) {
    guard let bundle = takeInFlight(group.id), case .records(let pending) = bundle.input,
      case .grouping(let grouping) = stages[bundle.stage].part
    else {
      preconditionFailure("grouping task \(group.id) was committed, but it is not in flight; commit each task once")
    }
    let stage = bundle.stage
    books.end(at: stage)
    for records in pending {
      takeOff(records.piece, stage)
      stages[stage].elementsIn += records.block.elementCount
    }
    for answer in group.answers { stages[stage].late.add(answer.late) }
    groupings[grouping].finish(group.task.units, group.answers)
    for edge in topology.plan.stages[stage].outputs {
      for output in group.outputs { push(output.blocks, edge: edge.index, lane: output.lane) }
    }
    record(.grouped(group))
    forgetWakes()
    advanceWatermarks(from: stage)
  }

  /// Notes that a bundle's run has ended, and what it left of its input.
  private mutating func endRun(_ id: BundleID, _ result: BundleResult, settlingBytes: Int?, _ now: Int64) -> LaneKey? {
    guard var bundle = inFlight[id], let key = bundle.lane, bundle.result == nil else { return nil }
    let outputs = topology.plan.stages[key.stage].outputs
    precondition(
      result.outputs.isEmpty || result.outputs.count == outputs.count,
      "bundle \(id) of stage \(key.stage) has \(result.outputs.count) outputs, but the plan has \(outputs.count)")
    bundle.result = result
    check(bundle, id)
    if result.undone > 0, case .elements = bundle.input { giveBack(result.undone, of: &bundle, id) }
    if result.undone > 0, case .keyed = bundle.input { giveBackGroups(result.undone, of: &bundle, id) }
    if let settlingBytes {
      bundle.settlingBytes = settlingBytes
      books.settle(settlingBytes, at: key.stage)
    }
    for origin in bundle.begun { stages[key.stage].source.remove(origin.restriction.block) }
    for residual in result.residuals { stages[key.stage].source.add(residual.block) }
    assert(stages[key.stage].source.restrictions >= 0, "stage \(key.stage) read more restrictions than it has")
    if bundle.restrictions.count == 1, let residual = result.residuals.first(where: \.continues) {
      bundle.continuation = continuation(residual, id, of: bundle.restrictions[0], reading: bundle.reading, now)
    }
    inFlight[id] = bundle
    chains[key]?.isRunning = false
    return key
  }

  /// Checks what a result says about the bundle's restrictions.
  private func check(_ bundle: BundleInFlight, _ id: BundleID) {
    guard let result = bundle.result else { return }
    if case .restrictions(let all) = bundle.input {
      precondition(
        (0...all.count).contains(result.undone),
        "bundle \(id) has not begun \(result.undone) restrictions, but was given \(all.count)")
    }
    for residual in result.residuals {
      precondition(
        bundle.begun.indices.contains(residual.restriction),
        "bundle \(id) of stage \(bundle.stage) left a residual of a restriction that it has not begun")
    }
  }

  /// Notes that all deliveries of a bundle have arrived. Commits it, and later bundles that waited for it, unless an
  /// earlier one of its lane is still under way.
  private mutating func deliver(_ id: BundleID, _ now: Int64) -> Outcome {
    guard let key = inFlight[id]?.lane else { preconditionFailure("bundle \(id) is not in flight") }
    inFlight[id]?.isDelivered = true
    if chains[key]?.bundles.first != id, let bundle = inFlight[id], let result = bundle.result,
      bundle.settlingBytes == nil
    {
      record(.settling(id, StageID(key.stage), result))
    }
    var outcome = Outcome()
    while let first = chains[key]?.bundles.first, inFlight[first]?.isDelivered == true {
      chains[key]?.bundles.removeFirst()
      commitNow(first, now)
      advanceWatermarks(from: key.stage)
      outcome.committed.append(first)
    }
    endChain(key)
    offerNext(key)
    forgetWakes()
    return outcome
  }

  private mutating func commitNow(_ id: BundleID, _ now: Int64) {
    guard let bundle = takeInFlight(id), let key = bundle.lane, let result = bundle.result else {
      preconditionFailure("bundle \(id) has no result")
    }
    let stage = key.stage
    endSettling(bundle)
    books.end(at: stage)
    stages[stage].elementsIn += result.elementsIn
    stages[stage].late.add(result.late)
    settleInput(of: bundle)
    for (edge, output) in zip(topology.plan.stages[stage].outputs, result.outputs) {
      switch output {
      case .elements(let blocks): push(blocks, edge: edge.index, lane: bundle.outputLane)
      case .records(let blocks): push(blocks, edge: edge.index)
      }
    }
    var continuation = bundle.continuation
    var continued = Lookup<Int, Bool>()
    for residual in result.residuals {
      // Only one residual continues a restriction. Any other counts as split off.
      let goesOn = residual.continues && continued[residual.restriction] == nil
      if goesOn { continued[residual.restriction] = true }
      if goesOn, let next = continuation {
        // It may already be in the pool or in a bundle. Only its hold begins here.
        books.hold(next.pending.piece, at: stage)
        if next.ticket == nil { _ = offer(next, stage) }
        continuation = nil
        continue
      }
      let origin = goesOn ? bundle.restrictions[residual.restriction] : nil
      var left = self.continuation(residual, id, of: origin, reading: bundle.reading, now)
      if origin != nil { left.pending.outputLane = bundle.outputLane }
      books.hold(left.pending.piece, at: stage)
      _ = offer(left, stage)
    }
    record(.committed(id, StageID(stage), result))
  }

  /// Takes the input of a committed bundle off the books. Restrictions that it has not begun wait again.
  private mutating func settleInput(of bundle: BundleInFlight) {
    switch (bundle.input, stages[bundle.stage].part) {
    case (.elements(_, let blocks), _):
      for pending in blocks { takeOff(pending.piece, bundle.stage) }
    case (.restrictions(let all), .restrictions(let pool)):
      for pending in bundle.begun { takeOff(pending.piece, bundle.stage) }
      for pending in all[bundle.begun.endIndex...] {
        books.putBack(pending.piece, at: bundle.stage)
        restrictionPools[pool].push(pending)
      }
    case (.keyed(_, let work), .stateful(let stateful)):
      for piece in work { for records in piece.pending { takeOff(records.piece, bundle.stage) } }
      statefuls[stateful].finish(work)
    default: break
    }
  }

  /// - Parameters:
  ///   - origin: the restriction that the residual continues; nil if it was split off.
  ///   - reading: the number of the bundle among all bundles of restrictions.
  private mutating func continuation(
    _ residual: Residual, _ id: BundleID, of origin: PendingRestriction?, reading: UInt64, _ now: Int64
  ) -> BundleInFlight.Continuation {
    let watermark = min(max(residual.watermark, EventTime.min), EventTime.max)
    var pending = PendingRestriction(
      restriction: Restriction(
        block: residual.block, watermark: watermark, lane: origin?.restriction.lane ?? newLane()),
      edge: nil, isBounded: residual.isBounded, hasBacklog: residual.hasBacklog)
    if let origin {
      pending.turn = origin.turn
      pending.outputLane = origin.outputLane
      pending.lastReading = reading
      pending.standsStill = origin.edge == nil && watermark <= origin.restriction.watermark
    }
    return BundleInFlight.Continuation(pending: pending, resume: residual.resume, moment: now, bundle: id.number)
  }
}
