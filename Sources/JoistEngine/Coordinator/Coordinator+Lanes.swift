import JoistPlan

extension Coordinator {
  /// Says that nothing of a bundle happened: its input is pending again, in its old place, and so is that of the bundles
  /// behind it in its lane, which fall with it.
  /// - Parameter retryAt: processing time before which it is not tried again.
  @discardableResult
  public mutating func fail(_ id: BundleID, retryAt: Int64) -> Outcome {
    if aborted[id] != nil { return endAborted(id) }
    guard let key = inFlight[id]?.lane, var chain = chains[key], let first = chain.bundles.firstIndex(of: id) else {
      preconditionFailure("bundle \(id) failed, but it is not in flight, or it is a grouping task")
    }
    let failing = Array(chain.bundles[first...])
    chain.bundles.removeSubrange(first...)
    var failure = LaneChain.Failure(retryAt: retryAt, inputs: [], awaited: chain.failure?.awaited ?? 0)
    failure.retryAt = max(retryAt, chain.failure?.retryAt ?? retryAt)
    for failedID in failing {
      guard let bundle = takeInFlight(failedID) else { continue }
      endSettling(bundle)
      takeBackResiduals(of: bundle)
      failure.inputs.append(bundle.input)
      if failedID == id || bundle.isDelivered {
        books.end(at: key.stage)
      } else {
        aborted[failedID] = key
        failure.awaited += 1
      }
      if let ticket = bundle.continuation?.ticket { withdraw(ticket, key.stage) }
    }
    failure.inputs += chain.failure?.inputs ?? []
    chain.failure = failure
    chain.isRunning = false
    chains[key] = chain
    for failedID in failing { record(.failed(failedID, StageID(key.stage))) }
    endChain(key)
    offerNext(key)
    forgetWakes()
    return Outcome(dropped: failing)
  }

  /// Gives up a grouping task of a job that was asked to stop. What its machines hold is of no use any more; the records that
  /// it was given are pending again, and nobody will ask for them.
  public mutating func abandon(_ task: GroupTask) {
    precondition(isStopping, "grouping task \(task.id) was given up, but the job goes on")
    let (pending, grouping) = takeBack(task)
    // Its machines do not come back, so that their key groups get nothing to do any more.
    groupings[grouping].putBack(pending)
  }

  /// Says that nothing of a grouping task happened: its records are pending again, in their old place, and its machines are
  /// as they were. Only for a task that `canUndo`.
  /// - Parameter retryAt: processing time before which its key groups are not worked on again.
  public mutating func fail(_ task: GroupTask, retryAt: Int64) {
    precondition(task.canUndo, "grouping task \(task.id) failed, and its machines cannot be undone")
    let (pending, grouping) = takeBack(task)
    groupings[grouping].undo(task.units, pending, notBefore: retryAt)
  }

  /// Takes a grouping task off those in flight that has not happened.
  /// - Returns: its records, and the place of its stage in `groupings`.
  private mutating func takeBack(_ task: GroupTask) -> (records: [PendingRecords], grouping: Int) {
    guard let bundle = takeInFlight(task.id), case .records(let pending) = bundle.input,
      case .grouping(let grouping) = stages[bundle.stage].part
    else {
      preconditionFailure("grouping task \(task.id) failed, but it is not in flight")
    }
    books.end(at: bundle.stage)
    for records in pending { books.putBack(records.piece, at: bundle.stage) }
    record(.failed(task.id, task.stage))
    forgetWakes()
    return (pending, grouping)
  }

  /// Counts what a bundle was given as it was before its run, since the bundle has not happened.
  private mutating func takeBackResiduals(of bundle: BundleInFlight) {
    guard let result = bundle.result else { return }
    for residual in result.residuals { stages[bundle.stage].source.remove(residual.block) }
    for origin in bundle.begun { stages[bundle.stage].source.add(origin.restriction.block) }
  }

  /// Notes that a bundle has ended that had fallen before.
  mutating func endAborted(_ id: BundleID) -> Outcome {
    guard let key = aborted.remove(id) else { return Outcome() }
    books.end(at: key.stage)
    chains[key]?.failure?.awaited -= 1
    endChain(key)
    offerNext(key)
    return Outcome(dropped: [id])
  }

  /// Ends a lane's chain where nothing is under way any more; what failed in it is put back first.
  mutating func endChain(_ key: LaneKey) {
    guard let chain = chains[key] else { return }
    if chain.mayPutBack, let failure = chain.failure {
      putBack(failure, key)
      chains[key] = nil
    } else if chain.failure == nil && chain.bundles.isEmpty {
      chains[key] = nil
    }
  }

  /// Lets a lane go on, if it may: the lane of a queue is opened, what is left of a restriction goes to the pool.
  mutating func offerNext(_ key: LaneKey) {
    let depth = max(topology.plan.stages[key.stage].pipelineDepth, 1)
    let mayStart = chains[key]?.mayStart(depth: depth) ?? true
    switch stages[key.stage].part {
    case .elements(let queue): elementQueues[queue].setOpen(mayStart, lane: key.lane)
    case .restrictions:
      guard mayStart, let last = chains[key]?.bundles.last, let next = inFlight[last]?.continuation, next.ticket == nil
      else { return }
      let ticket = offer(next, key.stage)
      inFlight[last]?.continuation?.ticket = ticket
    case .impulse, .grouping: break
    }
  }

  /// Puts what is left of a restriction into the pool.
  mutating func offer(_ next: BundleInFlight.Continuation, _ stage: Int) -> UInt64? {
    guard case .restrictions(let pool) = stages[stage].part else { return nil }
    books.enter(next.pending.piece, at: stage)
    switch next.resume {
    case .now:
      return restrictionPools[pool].push(next.pending)
    case .after(let milliseconds):
      return restrictionPools[pool].push(next.pending, until: Self.moment(next.moment, milliseconds), token: nil)
    case .wake(let token, let atMost):
      if earlyWakes.contains(token, sinceBundle: next.bundle) {
        return restrictionPools[pool].push(next.pending, keepsTurn: false)
      }
      return restrictionPools[pool].push(next.pending, until: Self.moment(next.moment, atMost), token: token)
    }
  }

  private static func moment(_ from: Int64, _ delay: Int64) -> Int64 {
    let (sum, overflow) = from.addingReportingOverflow(max(delay, 0))
    return overflow ? Int64.max : sum
  }

  /// Takes back what a bundle had left, since the bundle has not happened.
  private mutating func withdraw(_ ticket: UInt64, _ stage: Int) {
    guard case .restrictions(let pool) = stages[stage].part else { return }
    if let pending = restrictionPools[pool].remove(ticket) {
      books.handOut(pending.piece, of: stage)
      books.strike(pending.piece)
    }
  }

  private mutating func putBack(_ failure: LaneChain.Failure, _ key: LaneKey) {
    switch stages[key.stage].part {
    case .elements(let queue):
      var blocks: [PendingBlock] = []
      for case .elements(_, let taken) in failure.inputs { blocks += taken }
      for pending in blocks { books.putBack(pending.piece, at: key.stage) }
      elementQueues[queue].putBack(blocks, lane: key.lane, notBefore: failure.retryAt)
    case .restrictions(let pool):
      // The first alone: what the others were given was left by bundles that have not happened.
      for (index, input) in failure.inputs.enumerated() {
        guard case .restrictions(let all) = input else { continue }
        for var pending in all {
          if index > 0 {
            books.strike(pending.piece)
          } else {
            books.putBack(pending.piece, at: key.stage)
            pending.hasFailed = true
            restrictionPools[pool].push(pending, until: failure.retryAt, token: nil)
          }
        }
      }
    case .impulse, .grouping: break
    }
  }

  /// Notes that a bundle settles no longer.
  mutating func endSettling(_ bundle: BundleInFlight) {
    guard let bytes = bundle.settlingBytes else { return }
    books.endSettling(bytes, at: bundle.stage)
  }

  /// Takes a bundle off the list of those in flight.
  mutating func takeInFlight(_ id: BundleID) -> BundleInFlight? {
    guard let bundle = inFlight.remove(id) else { return nil }
    bundleNumbers.remove(Int64(id.number))
    return bundle
  }

  /// Says that a source has signalled a token: what waits for it may run.
  public mutating func wake(_ token: UInt64, now: Int64) {
    var found = false
    for pool in restrictionPools.indices where restrictionPools[pool].wake(token) { found = true }
    if !found && inFlight.count > 0 { earlyWakes.add(token, lastBundle: lastBundle) }
  }

  /// Forgets wake-ups that came early for bundles that are all through.
  mutating func forgetWakes() { earlyWakes.removeAll(beforeBundle: UInt64(bundleNumbers.minimum ?? Int64.max)) }

  /// A number that no restriction has had.
  mutating func newLane() -> Int {
    lastRestriction += 1
    return lastRestriction
  }
}
