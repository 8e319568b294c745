import JoistPlan

extension Coordinator {
  /// Notes that a bundle failed. Its input is pending again in its old order. Later bundles of its lane are aborted
  /// with it, and their input is pending again too.
  /// - Parameter retryAt: the processing time before which the input is not tried again.
  @discardableResult
  public mutating func fail(_ id: BundleID, retryAt: Int64) -> Outcome {
    if aborted[id] != nil { return endAborted(id) }
    guard let key = inFlight[id]?.lane, var chain = chains[key], let first = chain.bundles.firstIndex(of: id) else {
      preconditionFailure("bundle \(id) failed, but it is not a bundle in flight; fail each bundle once")
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
    assert(stages[key.stage].source.restrictions >= 0, "stage \(key.stage) read more restrictions than it has")
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

  /// Gives up a grouping task of a job that was asked to stop. Its machines are lost, so its records, which are pending
  /// again, will not be handed out.
  public mutating func abandon(_ task: GroupTask) {
    precondition(
      isStopping, "grouping task \(task.id) was given up, but the job was not asked to stop; call fail(_:retryAt:)")
    let (pending, grouping) = takeBack(task)
    // The key groups stay busy, since their machines do not come back.
    groupings[grouping].groups.putBack(pending)
  }

  /// Notes that a grouping task failed. Its records are pending again in their old order, and its machines are undone.
  /// Only for a task with `canUndo`.
  /// - Parameter retryAt: the processing time before which its key groups are not tried again.
  public mutating func fail(_ task: GroupTask, retryAt: Int64) {
    precondition(task.canUndo, "grouping task \(task.id) failed, but its machines cannot be undone; end the job")
    let (pending, grouping) = takeBack(task)
    groupings[grouping].undo(task.units, pending, notBefore: retryAt)
  }

  /// Takes a failed grouping task off those in flight.
  /// - Returns: its records, and the index of its stage in `groupings`.
  private mutating func takeBack(_ task: GroupTask) -> (records: [PendingRecords], grouping: Int) {
    guard let bundle = takeInFlight(task.id), case .records(let pending) = bundle.input,
      case .grouping(let grouping) = stages[bundle.stage].part
    else {
      preconditionFailure("grouping task \(task.id) failed, but it is not in flight; end each task once")
    }
    books.end(at: bundle.stage)
    for records in pending { books.putBack(records.piece, at: bundle.stage) }
    record(.failed(task.id, task.stage))
    forgetWakes()
    return (pending, grouping)
  }

  /// Counts the restrictions of a failed bundle as they were before its run.
  private mutating func takeBackResiduals(of bundle: BundleInFlight) {
    guard let result = bundle.result else { return }
    for residual in result.residuals { stages[bundle.stage].source.remove(residual.block) }
    for origin in bundle.begun { stages[bundle.stage].source.add(origin.restriction.block) }
  }

  /// Notes that an aborted bundle has ended.
  mutating func endAborted(_ id: BundleID) -> Outcome {
    guard let key = aborted.remove(id) else { return Outcome() }
    books.end(at: key.stage)
    chains[key]?.failure?.awaited -= 1
    assert(chains[key]?.failure?.awaited ?? 0 >= 0, "more aborted bundles ended than were awaited")
    endChain(key)
    offerNext(key)
    return Outcome(dropped: [id])
  }

  /// Ends a lane's chain if nothing is under way in it. Failed input is put back first.
  mutating func endChain(_ key: LaneKey) {
    guard let chain = chains[key] else { return }
    if chain.mayPutBack, let failure = chain.failure {
      putBack(failure, key)
      chains[key] = nil
    } else if chain.failure == nil && chain.bundles.isEmpty {
      chains[key] = nil
    }
  }

  /// Lets a lane start its next bundle, if it may: opens the lane of a queue, or puts what is left of a restriction
  /// into the pool.
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
    case .impulse, .testStream, .grouping, .stateful: break
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

  /// Takes what a failed bundle left out of the pool.
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
      // Only the first bundle's input: the input of the others was left by bundles that have failed.
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
    case .stateful(let stateful):
      for case .keyed(_, let work) in failure.inputs {
        for piece in work { for records in piece.pending { books.putBack(records.piece, at: key.stage) } }
        statefuls[stateful].undo(work, notBefore: failure.retryAt)
      }
    case .impulse, .testStream, .grouping: break
    }
  }

  /// Notes that a bundle, if it settles, no longer does.
  mutating func endSettling(_ bundle: BundleInFlight) {
    guard let bytes = bundle.settlingBytes else { return }
    books.endSettling(bytes, at: bundle.stage)
  }

  /// Takes a bundle off those in flight.
  mutating func takeInFlight(_ id: BundleID) -> BundleInFlight? {
    guard let bundle = inFlight.remove(id) else { return nil }
    bundleNumbers.remove(Int64(id.number))
    return bundle
  }

  /// Notes that a source has signalled a token, and lets the restrictions that wait for it run.
  public mutating func wake(_ token: UInt64, now: Int64) {
    var found = false
    for pool in restrictionPools.indices where restrictionPools[pool].wake(token) { found = true }
    if !found && inFlight.count > 0 { earlyWakes.add(token, lastBundle: lastBundle) }
  }

  /// Forgets early wake-ups that no bundle in flight can still wait for.
  mutating func forgetWakes() { earlyWakes.removeAll(beforeBundle: UInt64(bundleNumbers.minimum ?? Int64.max)) }

  /// Makes a number that no other restriction has.
  mutating func newLane() -> Int {
    lastRestriction += 1
    return lastRestriction
  }
}
