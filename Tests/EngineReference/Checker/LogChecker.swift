public import JoistEngine
import JoistPlan

/// The reference: reads an engine's log, event by event, and says at the first one that must not be there what is wrong.
///
/// It holds every list in full, computes every watermark anew from all of them, and predicts from the committed bundles
/// alone what every grouping must fire. It knows nothing of how the engine does it.
public struct LogChecker {
  let toy: ToyPlan
  let lanes: Int
  var stages: [StageModel]
  /// Bundles handed out and neither committed nor failed, with what they were given.
  var underWay: [BundleID: UnderWay] = [:]
  var tasks: [BundleID: GroupTask] = [:]
  var lastBundle: UInt64 = 0
  /// The processing time of the next events.
  public var now: Int64 = 0
  var isStopped = false
  /// Keeps blocks alive, so that their identities stay their own.
  var kept: [ElementBlock] = []
  /// Where each key of a grouping has sent its panes.
  var laneOfKey: [Int: [Int: Int]] = [:]

  /// Makes the checker of an engine that has not started.
  public init(toy: ToyPlan, lanes: Int) {
    self.toy = toy
    self.lanes = lanes
    stages = zip(toy.plan.stages, toy.roles).map { stage, role in
      var model = StageModel()
      if case .keep(let state) = role { model.state = StateModel(state) }
      if case .grouping(let grouping) = stage.kind { model.groups = GroupModel(grouping: grouping) }
      return model
    }
  }

  /// Checks the next events.
  public mutating func check(_ entries: [LogEntry]) throws {
    for entry in entries {
      if case .watermarks(let stage, let input, let output) = entry {
        try checkWatermarks(stage, input, output)
        continue
      }
      try compareWatermarks()
      switch entry {
      case .impulse(let stage, let block):
        try require(ToyElement(Array(block[0])) == .impulse && block.count == 1, "an impulse emits one empty element")
        try require(block.minTime == EventTime.min, "an impulse is at the beginning of time")
        for edge in toy.plan.stages[stage.index].outputs { arriveBlocks([block], edge.index) }
        stages[stage.index].hasEmitted = true
        recompute()
      case .started(let task): try start(task)
      case .startedGroups(let task): try start(task)
      case .cut(let id, let stage, let done, let undone): try cut(id, stage.index, done, undone)
      case .settling(let id, let stage, let result): stages[stage.index].settling.append((id, result))
      case .committed(let id, let stage, let result): try commit(id, stage.index, result)
      case .grouped(let result): try commit(result)
      case .failed(let id, let stage):
        let wasTask = tasks.removeValue(forKey: id) != nil
        try require(!wasTask || isStopped, "\(id) was given up, but the job goes on")
        try require(wasTask || underWay.removeValue(forKey: id) != nil, "\(id) failed, but was not under way")
        stages[stage.index].settling.removeAll { $0.id == id }
      case .stop: isStopped = true
      case .gateOpened:
        try require(underWay.isEmpty && tasks.isEmpty, "the progress rule opened a gate although something runs")
      case .watermarks: break
      }
    }
  }

  /// Checks what must hold once the engine has handed back control: every watermark is where it must be.
  public mutating func checkBetweenCalls() throws { try compareWatermarks() }

  // MARK: Watermarks

  private mutating func checkWatermarks(_ stage: StageID, _ input: Int64, _ output: Int64) throws {
    let model = stages[stage.index]
    try require(
      input >= model.loggedInput && output >= model.loggedOutput, "§2: a watermark of \(stage) goes back")
    try require(output <= input, "§2: the output watermark of \(stage) is before its input watermark")
    stages[stage.index].loggedInput = input
    stages[stage.index].loggedOutput = output
  }

  /// Computes every watermark anew, producers first.
  mutating func recompute() {
    for stage in stages.indices {
      let isSource = toy.plan.stages[stage].inputs.isEmpty
      var input = isSource && !stages[stage].hasEmitted ? EventTime.min : EventTime.max
      for edge in toy.plan.stages[stage].inputs {
        input = min(input, stages[toy.plan.edges[edge.index].producer.index].output)
      }
      for pending in stages[stage].blocks { input = min(input, pending.hold, EventTime.endOfGlobalWindow) }
      for pending in stages[stage].fresh { input = min(input, pending.time, EventTime.endOfGlobalWindow) }
      stages[stage].input = max(stages[stage].input, input)
      var output = stages[stage].input
      for residual in stages[stage].residuals {
        output = min(output, residual.watermark, EventTime.endOfGlobalWindow)
      }
      if let hold = stages[stage].state?.hold { output = min(output, hold) }
      if let hold = stages[stage].groups?.hold { output = min(output, hold, EventTime.endOfGlobalWindow) }
      stages[stage].output = max(stages[stage].output, output)
    }
  }

  private func compareWatermarks() throws {
    for stage in stages.indices
    where stages[stage].input != stages[stage].loggedInput || stages[stage].output != stages[stage].loggedOutput {
      throw Violation(
        "§2: the watermarks of s\(stage) are \(stages[stage].loggedInput) and \(stages[stage].loggedOutput), "
          + "but must be \(stages[stage].input) and \(stages[stage].output)")
    }
  }

  // MARK: Arrival

  mutating func arriveBlocks(_ blocks: [ElementBlock], _ edge: Int) {
    let consumer = toy.plan.edges[edge].consumer.index
    for block in blocks {
      switch toy.plan.stages[consumer].kind {
      case .restrictions:
        for element in block.list { stages[consumer].fresh.append(element) }
      default:
        stages[consumer].blocks.append((edge, ObjectIdentifier(block), Self.hold(block), block.memory))
        kept.append(block)
      }
    }
  }

  /// The earliest of all timestamps and all ends of windows.
  static func hold(_ block: ElementBlock) -> Int64 {
    (0..<block.count).flatMap { [block.time($0)] + block.context($0).windows.map(\.maxTimestamp) }.min()
      ?? EventTime.max
  }

  private mutating func arrive(_ blocks: [RecordBlock], _ edge: Int) {
    let consumer = toy.plan.edges[edge].consumer.index
    for block in blocks {
      stages[consumer].blocks.append((edge, ObjectIdentifier(block), block.hold, block.memory))
      stages[consumer].records[ObjectIdentifier(block)] = block
    }
  }

  // MARK: Bundles

  private mutating func start(_ task: BundleTask) throws {
    let stage = task.stage.index
    try require(task.id.number > lastBundle, "bundle numbers must ascend")
    lastBundle = task.id.number
    try require(
      task.inputWatermark == stages[stage].input,
      "\(task.id) was told the watermark \(task.inputWatermark) instead of \(stages[stage].input)")
    switch task.input {
    case .elements(let blocks):
      for block in blocks {
        try require(
          stages[stage].blocks.contains { $0.block == ObjectIdentifier(block) },
          "\(task.id) was given a block that does not wait at s\(stage)")
        try require(!isUnderWay(block, stage), "\(task.id) was given a block that another bundle has")
      }
    case .restrictions(let restrictions):
      try require(!isStopped, "§16: \(task.id) reads new input after the stop")
      for restriction in restrictions { try start(restriction, of: task) }
    case .keyed(let groups):
      for group in groups { try start(group, of: task) }
    }
    underWay[task.id] = UnderWay(task: task, input: task.input)
  }

  private func start(_ restriction: Restriction, of task: BundleTask) throws {
    let stage = task.stage.index
    try require(!isUnderWay(restriction.block, stage), "\(task.id) was given a restriction that another bundle has")
    for other in underWay.values {
      guard case .restrictions(let running) = other.input, other.stage == task.stage,
        running.contains(where: { $0.lane == restriction.lane })
      else { continue }
      try require(
        stages[stage].settling.contains { $0.id == other.id },
        "§3: \(task.id) runs while \(other.id) of the same restriction runs")
    }
    try require(
      origin(of: restriction, stage) != nil, "\(task.id) was given a restriction that does not wait at s\(stage)")
  }

  private func isUnderWay(_ block: ElementBlock, _ stage: Int) -> Bool {
    underWay.values.contains { other in
      guard other.stage.index == stage else { return false }
      switch other.input {
      case .elements(let blocks): return blocks.contains { $0 === block }
      case .restrictions(let restrictions): return restrictions.contains { $0.block === block }
      case .keyed: return false
      }
    }
  }

  private enum Origin {
    case fresh(Int)
    case residual(Int)
    case settling
  }

  private func origin(of restriction: Restriction, _ stage: Int) -> Origin? {
    if let place = stages[stage].residuals.firstIndex(where: { $0.block === restriction.block }) {
      return .residual(place)
    }
    for settling in stages[stage].settling
    where settling.result.residuals.contains(where: { $0.continues && $0.block === restriction.block }) {
      return .settling
    }
    let element = restriction.block.list[0]
    let place = stages[stage].fresh.firstIndex { $0.bytes == element.bytes && $0.time == element.time }
    return place.map { .fresh($0) }
  }

  private mutating func commit(_ id: BundleID, _ stage: Int, _ result: BundleResult) throws {
    guard let bundle = underWay.removeValue(forKey: id) else {
      throw Violation("\(id) was committed, but was not under way")
    }
    let task = bundle.task
    stages[stage].settling.removeAll { $0.id == id }
    var earliestIn = EventTime.max
    switch bundle.input {
    case .elements(let blocks):
      for block in blocks {
        guard let place = stages[stage].blocks.firstIndex(where: { $0.block == ObjectIdentifier(block) }) else {
          throw Violation("\(id) was committed twice, or its input was")
        }
        try checkOrder(place, stage, id)
        stages[stage].blocks.remove(at: place)
        earliestIn = min(earliestIn, block.minTime)
        stages[stage].received += block.list
      }
    case .restrictions(let restrictions):
      for restriction in restrictions.dropLast(result.undone) {
        switch origin(of: restriction, stage) {
        case .fresh(let place): stages[stage].fresh.remove(at: place)
        case .residual(let place): stages[stage].residuals.remove(at: place)
        case .settling: throw Violation("§6: \(id) was committed before the bundle that left its restriction")
        case nil: throw Violation("\(id) was committed twice, or its restriction was")
        }
        earliestIn = min(earliestIn, restriction.block.minTime)
      }
    case .keyed(let groups):
      earliestIn = try commit(groups, of: task, result)
    }
    for (edge, output) in zip(toy.plan.stages[stage].outputs, result.outputs) {
      switch output {
      case .elements(let blocks):
        for block in blocks where block.minTime < stages[stage].output {
          try checkLate(earliestIn, task, block.minTime)
        }
        arriveBlocks(blocks, edge.index)
      case .records(let blocks):
        for block in blocks where block.hold < stages[stage].output {
          try checkLate(earliestIn, task, block.hold)
        }
        arrive(blocks, edge.index)
      }
    }
    stages[stage].residuals += result.residuals
    recompute()
  }

  /// Whether output behind the output watermark comes from late input; sources that guess may be late by themselves.
  private func checkLate(_ earliestIn: Int64, _ task: BundleTask, _ time: Int64) throws {
    if case .read = toy.roles[task.stage.index], !toy.isPunctual { return }
    try require(
      earliestIn < task.inputWatermark,
      "§2: \(task.id) wrote an element at \(time), behind the output watermark \(stages[task.stage.index].output), from "
        + "input that was not late")
  }
}
