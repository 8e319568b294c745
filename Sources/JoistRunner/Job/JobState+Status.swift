import JoistEngine
import JoistPlan

extension JobState {
  mutating func status(time: Int64, monotonic: Int64) -> JobStatus {
    var status = JobStatus(name: options.name, phase: phase, threads: options.parallelism)
    status.time = time
    status.settlingBundles = settling
    status.committedBundles = commits
    status.retries = end == nil ? retries.waiting : []
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

  /// The status of a stage's steps, as its executors count them; a stage that the engine runs itself is one step.
  private mutating func steps(of stage: StageStatus, _ monotonic: Int64) -> [StepStatus] {
    let backlog = StepStatus.Backlog(of: stage)
    totals.set(stage.stage, elementsIn: stage.elementsIn, elementsOut: stage.elementsOut)
    let counted = totals.stages[stage.stage.index]
    return counted.indices.map { index in
      let rates = totals.rates(ofStep: index, of: stage.stage, at: monotonic)
      var status = StepStatus(
        path: counted[index].path, stage: stage.stage, elementsIn: counted[index].elementsIn,
        elementsOut: counted[index].elementsOut, rate: rates.input, watermark: stage.outputWatermark,
        backlog: index == 0 ? backlog : nil)
      status.outputRate = rates.output
      if index == 0 { status.late = LateStatus(stage.late) }
      return status
    }
  }

  /// The events for gates that the engine has opened since the last call so that the job could make progress.
  mutating func openedGates() -> [JobEvent] {
    var events: [JobEvent] = []
    for stage in coordinator.status() where stage.gatesOpened > gatesLogged[stage.stage.index] {
      let times = stage.gatesOpened - gatesLogged[stage.stage.index]
      gatesLogged[stage.stage.index] = stage.gatesOpened
      events.append(.gateOpened(stage: stage.name, gate: stage.gate, times: times))
    }
    return events
  }

  /// Removes and returns the executors to be torn down.
  mutating func takeRetired() -> [PooledExecutor] {
    defer { retired = [] }
    return retired
  }
}

extension LateStatus {
  /// Converts the engine's count.
  init(_ late: LateElements) {
    self.init(
      elements: late.count, dropped: late.dropped, refused: late.refused,
      largestLatenessMillis: late.largestLatenessMillis)
  }
}

extension StepStatus.Backlog {
  /// What waits for a stage. For a source, the work that its restrictions stand for counts, not their encoded bytes.
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
