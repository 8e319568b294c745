import JoistEngine
import JoistPlan

extension JobState {
  mutating func status(time: Int64, monotonic: Int64) -> JobStatus {
    var status = JobStatus(name: options.name, phase: phase, threads: options.parallelism)
    status.time = time
    status.settlingBundles = settling
    status.committedBundles = commits
    status.retries = retries.waiting
    status.memory.budget = options.memory
    status.memory.owners = coordinator.memory().filter { $0.bytes > 0 }.map {
      JobStatus.Memory.Owner(name: $0.owner, bytes: $0.bytes)
    }
    status.memory.used = status.memory.owners.reduce(0) { $0 + $1.bytes }
    for stage in coordinator.status() {
      status.late.add(LateStatus(stage.late))
      status.steps += steps(of: stage, monotonic)
    }
    return status
  }

  private var phase: JobStatus.Phase {
    switch end {
    case nil: isStopping ? .stopping : .running
    case .finished: .finished
    case .stopped: .stopped
    case .failed(let error): .failed(String(describing: error))
    }
  }

  /// The steps of a stage: those that its executors count; what the engine does itself is one step.
  private mutating func steps(of stage: StageStatus, _ monotonic: Int64) -> [StepStatus] {
    let backlog = StepStatus.Backlog(of: stage)
    totals.set(stage.stage, elementsIn: stage.elementsIn, elementsOut: stage.elementsOut)
    let counted = totals.stages[stage.stage.index]
    return counted.indices.map { place in
      let rates = totals.rates(ofStep: place, of: stage.stage, at: monotonic)
      var status = StepStatus(
        path: counted[place].path, stage: stage.stage, elementsIn: counted[place].elementsIn,
        elementsOut: counted[place].elementsOut, rate: rates.input, watermark: stage.outputWatermark,
        backlog: place == 0 ? backlog : nil)
      status.outputRate = rates.output
      if place == 0 { status.late = LateStatus(stage.late) }
      return status
    }
  }

  /// What the log says of gates that the engine had to open since the last call, so that the job could go on.
  mutating func openedGates() -> [JobEvent] {
    var events: [JobEvent] = []
    for stage in coordinator.status() where stage.gatesOpened > gatesTold[stage.stage.index] {
      let times = stage.gatesOpened - gatesTold[stage.stage.index]
      gatesTold[stage.stage.index] = stage.gatesOpened
      events.append(.gateOpened(stage: stage.name, gate: stage.gate, times: times))
    }
    return events
  }

  /// Takes the executors that are to be torn down.
  mutating func takeRetired() -> [PooledExecutor] {
    defer { retired = [] }
    return retired
  }
}

extension LateStatus {
  /// As the engine counts them.
  init(_ late: LateElements) {
    self.init(elements: late.count, dropped: late.dropped, largestLatenessMillis: late.largestLatenessMillis)
  }
}

extension StepStatus.Backlog {
  /// What waits for a stage. The restrictions of a source are few bytes, whatever they stand for: their sizes count.
  init(of stage: StageStatus) {
    guard let source = stage.source else {
      self.init(elements: stage.pendingElements, bytes: stage.pendingBytes)
      return
    }
    self.init(
      elements: source.unit == .elements ? source.size : nil, bytes: source.unit == .bytes ? source.size : nil,
      parts: source.restrictions)
  }
}
