import JoistEngine
import JoistPlan

extension JobState {
  mutating func status(time: Int64, monotonic: Int64) -> JobStatus {
    var status = JobStatus(name: options.name, phase: phase, threads: options.parallelism)
    status.time = time
    status.settlingBundles = settling.count
    status.committedBundles = commits
    status.retries = retries.waiting
    status.memory.budget = options.memory
    for stage in coordinator.status() {
      status.droppedLate += stage.droppedLate
      add(stage, to: &status.memory)
      status.steps += steps(of: stage, monotonic)
    }
    status.memory.used = status.memory.owners.reduce(0) { $0 + $1.bytes }
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

  private func add(_ stage: StageStatus, to memory: inout JobStatus.Memory) {
    let parts = [
      ("waiting for", stage.pendingBytes), ("held by", stage.tableBytes), ("kept for reuse by", stage.spareBytes),
    ]
    for (words, bytes) in parts where bytes > 0 {
      memory.owners.append(JobStatus.Memory.Owner(name: "\(words) \(stage.name)", bytes: bytes))
    }
  }

  /// The steps of a stage: those that its executors count, or where nothing counts (yet), the stage as one step.
  private mutating func steps(of stage: StageStatus, _ monotonic: Int64) -> [StepStatus] {
    let backlog = StepStatus.Backlog(elements: stage.pendingElements, bytes: stage.pendingBytes)
    let counted = totals.stages[stage.stage.index]
    if counted.isEmpty {
      return [
        StepStatus(
          path: stage.name, stage: stage.stage, elementsIn: stage.elementsIn, elementsOut: stage.elementsOut,
          watermark: stage.outputWatermark, backlog: backlog)
      ]
    }
    return counted.indices.map { place in
      StepStatus(
        path: counted[place].path, stage: stage.stage, elementsIn: counted[place].elementsIn,
        elementsOut: counted[place].elementsOut, rate: totals.rate(ofStep: place, of: stage.stage, at: monotonic),
        watermark: stage.outputWatermark, backlog: place == 0 ? backlog : nil)
    }
  }
}
