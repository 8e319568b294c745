import JoistPlan

extension Coordinator {
  /// Hands out one piece of work; nil if nothing may start now.
  ///
  /// Elements leave the pipeline before more come in: stages that process what has been read go first, those nearest to
  /// the sinks before others. Only then is more read (`ReadingOrder`). While there is something to read, records for
  /// tables that are far larger than the processor's caches wait until there are more of them.
  public mutating func next(now: Int64) -> Work? {
    guard hasStarted, stuckReason == nil else { return nil }
    for queue in elementQueues.indices { elementQueues[queue].release(now: now) }
    for pool in restrictionPools.indices { restrictionPools[pool].release(now: now) }
    for grouping in groupings.indices { groupings[grouping].groups.release(now: now) }
    for stateful in statefuls.indices { statefuls[stateful].groups.release(now: now) }
    var startable: [Int] = []
    var firstGated: (stage: Int, gate: Gate)?
    var reading = ReadingOrder()
    var readingOverBudget = ReadingOrder()
    var waiting: Int?
    for stage in topology.fromSinks where isReady(stage) {
      var closed = closedGate(of: stage)
      if closed == .memory {
        trim()
        closed = closedGate(of: stage)
      }
      if let gate = closed {
        if firstGated == nil { firstGated = (stage, gate) }
        if gate == .memory { add(stage, to: &readingOverBudget) }
        continue
      }
      if options.shuffles {
        startable.append(stage)
      } else if case .restrictions = stages[stage].part {
        add(stage, to: &reading)
      } else if case .grouping(let grouping) = stages[stage].part, mayWait(stage, grouping) {
        if waiting == nil { waiting = stage }
      } else {
        return handOut(stage, now: now)
      }
    }
    if let stage = reading.choose(turn: readings) ?? waiting { return handOut(stage, now: now) }
    if !startable.isEmpty { return handOut(startable[random.below(startable.count)], now: now) }
    guard inFlight.count + aborted.count == 0, let (nearest, gate) = firstGated else { return nil }
    // Firing windows frees memory, so the stage with the lowest watermark goes first.
    return openGate(gate, of: gate == .memory ? readingOverBudget.first ?? nearest : nearest, now: now)
  }

  /// Whether the records of a grouping stage may wait for more.
  private func mayWait(_ stage: Int, _ grouping: Int) -> Bool {
    groupings[grouping].mayWait(
      at: upstream(of: stage), most: options.edgeBound / 4 * 3, largeTables: options.largeTables)
  }

  private mutating func add(_ stage: Int, to order: inout ReadingOrder) {
    guard case .restrictions(let pool) = stages[stage].part else { return }
    order.add(stage, watermark: restrictionPools[pool].lowestWatermark, lastTurn: stages[stage].lastReading)
  }

  /// The processing time at which something becomes ready by itself; nil if nothing does.
  public var nextWakeUp: Int64? {
    var earliest: Int64?
    for queue in elementQueues {
      if let time = queue.nextWakeUp { earliest = min(earliest ?? time, time) }
    }
    for grouping in groupings {
      if let time = grouping.groups.nextWakeUp { earliest = min(earliest ?? time, time) }
    }
    for stateful in statefuls {
      if let time = stateful.groups.nextWakeUp { earliest = min(earliest ?? time, time) }
    }
    if isStopping { return earliest }
    for grouping in groupings {
      if let time = grouping.groups.nextTimer { earliest = min(earliest ?? time, time) }
    }
    for stateful in statefuls {
      if let time = stateful.groups.nextTimer { earliest = min(earliest ?? time, time) }
    }
    for pool in restrictionPools {
      if let time = pool.nextWakeUp { earliest = min(earliest ?? time, time) }
    }
    return earliest
  }

  /// Whether a stage has work that could start if no gate held it back.
  func isReady(_ stage: Int) -> Bool {
    switch stages[stage].part {
    case .impulse, .testStream: return false
    case .elements(let queue): return !holdsBundles && elementQueues[queue].hasReadyLane
    case .restrictions(let pool): return !holdsBundles && !isStopping && restrictionPools[pool].readyCount > 0
    case .grouping(let grouping): return !groupings[grouping].groups.ready(at: stages[stage].watermarks.input).isEmpty
    case .stateful(let stateful): return !holdsBundles && !ready(stage, stateful).isEmpty
    }
  }

  /// - Parameter lowestFirst: whether to hand out the restriction with the lowest watermark, and only that one.
  mutating func handOut(_ stage: Int, now: Int64, lowestFirst: Bool = false) -> Work? {
    switch stages[stage].part {
    case .impulse, .testStream: nil
    case .elements(let queue): handOutElements(stage, queue)
    case .restrictions(let pool): handOutRestrictions(stage, pool, lowestFirst)
    case .grouping(let grouping): handOutGroups(stage, grouping, now: now)
    case .stateful(let stateful): handOutKeyed(stage, stateful, now: now)
    }
  }

  /// The key groups of a stateful stage that may run. After a stop no timer of processing time fires.
  func ready(_ stage: Int, _ stateful: Int) -> SmallSet {
    statefuls[stateful].groups.ready(at: stages[stage].watermarks.input, timed: !isStopping)
  }

  private mutating func handOutKeyed(_ stage: Int, _ stateful: Int, now: Int64) -> Work? {
    let ready = ready(stage, stateful)
    let most = options.shuffles ? 1 + random.below(4) : Int.max
    let (lanes, watermark) = (laneCount, stages[stage].watermarks.input)
    let work = statefuls[stateful].take(
      ready, lane: { Lanes.lane(ofKeyGroup: $0, of: lanes) }, bytes: options.bundleBytes, atMost: most)
    guard let first = work.first else { return nil }
    for piece in work { for records in piece.pending { books.handOut(records.piece, of: stage) } }
    let input = work.map { piece in
      KeyedInput(
        keyGroup: piece.group.keyGroup, records: piece.pending.map(\.block),
        timers: piece.group.begin(at: watermark, now: isStopping ? .min : now), state: piece.group)
    }
    let lane = Lanes.lane(ofKeyGroup: first.group.keyGroup, of: lanes)
    return bundle(stage, .keyed(lane: lane, work), given: .keyed(input), limits: limits(.bounded))
  }

  private mutating func handOutElements(_ stage: Int, _ queue: Int) -> Work? {
    let lanes = elementQueues[queue].readyLanes
    guard let first = lanes.first else { return nil }
    let lane = options.shuffles ? lanes[random.below(lanes.count)] : first
    let elements = options.shuffles ? 1 + random.below(options.bundleElements) : options.bundleElements
    let blocks = elementQueues[queue].take(lane: lane, bytes: options.bundleBytes, elements: elements)
    for pending in blocks { books.handOut(pending.piece, of: stage) }
    return bundle(
      stage, .elements(lane: lane, blocks: blocks), given: .elements(blocks.map(\.block)), limits: limits(.bounded))
  }

  private mutating func handOutRestrictions(_ stage: Int, _ pool: Int, _ lowestFirst: Bool) -> Work? {
    readings += 1
    stages[stage].lastReading = readings
    let most = mostRestrictions(pool, lowestFirst)
    guard let first = takeRestriction(pool, lowestFirst) else { return nil }
    var taken = [first]
    while taken.count < most, first.mayShare, let next = restrictionPools[pool].takeShared() { taken.append(next) }
    for pending in taken { books.handOut(pending.piece, of: stage) }
    let usual: BundleLimits = first.isBounded ? .bounded : first.hasBacklog ? .backlog : .idle
    return bundle(
      stage, .restrictions(taken), given: .restrictions(taken.map(\.restriction)), limits: self.limits(usual))
  }

  /// The most restrictions that a bundle is given: half of its thread's share, so that few are left when the last
  /// bundles run.
  private mutating func mostRestrictions(_ pool: Int, _ lowestFirst: Bool) -> Int {
    if lowestFirst { return 1 }
    if options.shuffles { return 1 + random.below(4) }
    return min(restrictionPools[pool].readyCount / (2 * options.parallelism), options.bundleRestrictions)
  }

  /// The limits of a bundle; sometimes small ones, if sizes are random.
  private mutating func limits(_ usual: BundleLimits) -> BundleLimits {
    guard options.shuffles, random.below(3) == 0 else { return usual }
    return BundleLimits(
      outputBytes: 1 + random.below(1_000), elements: 1 + random.below(100), nanoseconds: usual.nanoseconds)
  }

  private mutating func takeRestriction(_ pool: Int, _ lowestFirst: Bool) -> PendingRestriction? {
    if lowestFirst { return restrictionPools[pool].takeLowest() }
    if !options.shuffles { return restrictionPools[pool].take() }
    return restrictionPools[pool].takeLowest(skipping: random.below(restrictionPools[pool].readyCount))
  }

  private mutating func bundle(
    _ stage: Int, _ input: BundleInFlight.Input, given: BundleInput, limits: BundleLimits
  ) -> Work {
    let id = begin(stage, input)
    let task = BundleTask(
      id: id, stage: StageID(stage), input: given, limits: limits, inputWatermark: stages[stage].watermarks.input)
    record(.started(task))
    return .bundle(task)
  }

  /// Makes a task of some key groups: enough to be worth a thread, but few enough that all threads get some.
  private mutating func handOutGroups(_ stage: Int, _ grouping: Int, now: Int64) -> Work? {
    let watermark = stages[stage].watermarks.input
    let ready = groupings[grouping].groups.ready(at: watermark)
    let due = groupings[grouping].groups.due(at: watermark)
    var weights: [(group: Int, weight: Int)] = []
    var next = ready.next(from: 0)
    while let group = next {
      weights.append((group, groupings[grouping].groups.weight(of: group, isDue: due.contains(group))))
      next = ready.next(from: group + 1)
    }
    let total = weights.reduce(0) { $0 + $1.weight }
    var target = max(options.groupTaskBytes, (total + options.parallelism - 1) / options.parallelism)
    var most = Int.max
    if options.shuffles {
      target = 1 + random.below(total)
      most = 1 + random.below(4)
    }
    var units: [GroupUnit] = []
    var pending: [PendingRecords] = []
    var weight = 0
    for candidate in weights where units.isEmpty || weight < target {
      let isAlone = groupings[grouping].groups.isAlone(candidate.group)
      if isAlone && !units.isEmpty { continue }
      let taken = groupings[grouping].take(group: candidate.group, at: watermark, now: now, blocks: most)
      weight += candidate.weight
      units.append(taken.unit)
      pending += taken.pending
      if isAlone { break }
    }
    for records in pending { books.handOut(records.piece, of: stage) }
    let id = begin(stage, .records(pending))
    let task = GroupTask(id: id, stage: StageID(stage), units: units, lanes: laneCount)
    record(.startedGroups(task))
    return .group(task)
  }

  private mutating func begin(_ stage: Int, _ input: BundleInFlight.Input) -> BundleID {
    lastBundle += 1
    let id = BundleID(lastBundle)
    bundleNumbers.add(Int64(lastBundle))
    books.begin(at: stage)
    let bundle = BundleInFlight(
      stage: stage, input: input, inputWatermark: stages[stage].watermarks.input, reading: readings)
    inFlight[id] = bundle
    if let key = bundle.lane {
      var chain = chains[key] ?? LaneChain()
      chain.bundles.append(id)
      chain.isRunning = true
      chains[key] = chain
      if case .elements(let queue) = stages[stage].part { elementQueues[queue].setOpen(false, lane: key.lane) }
    }
    return id
  }
}
