public import JoistPlan

/// The status of a stage, for display.
public struct StageStatus: Sendable, Hashable {
  /// Identifies the stage within the plan.
  public var stage: StageID
  /// The names of its steps.
  public var name: String
  /// Its input watermark, in milliseconds of event time.
  public var inputWatermark: Int64
  /// Its output watermark, in milliseconds of event time.
  public var outputWatermark: Int64
  /// Bytes that wait on its inputs.
  public var pendingBytes: Int
  /// Elements and restrictions that wait, ready or not.
  public var pendingElements: Int
  /// Restrictions that wait for a moment or a signal of their source. They are part of `pendingElements`.
  public var waiting: Int
  /// The backlog of its restrictions; nil for a stage without restrictions.
  public var source: SourceBacklog?
  /// Bundles and tasks that were handed out and have been neither committed nor failed.
  public var running: Int
  /// Those of them that settle: they have run and wait for their deliveries.
  public var settling: Int
  /// What holds back new bundles: `edge e3`, `memory`, `settling bundles`; nil if nothing does.
  public var gate: String?
  /// How often the progress rule let the stage run although a gate held it back.
  public var gatesOpened: Int
  /// The number of windows that the key group with the most windows holds.
  public var heldWindows: Int
  /// Elements that arrived after the watermark had passed the end of their window.
  public var late: LateElements
  /// Elements that went in, in committed bundles.
  public var elementsIn: Int
  /// Elements that went out, in committed bundles, over all outputs.
  public var elementsOut: Int
  /// The memory of its tables for live windows, in bytes.
  public var tableBytes: Int
  /// The memory that it keeps for future windows, and that of the last writes of state, in bytes.
  public var spareBytes: Int
}

extension Coordinator {
  /// The progress of the job.
  public var progress: Progress {
    if let stuckReason { return .stuck(stuckReason) }
    guard hasStarted, inFlight.count + aborted.count == 0 else { return .running }
    if stages.indices.allSatisfy({ isAtEnd($0) }), groupings.allSatisfy(\.groups.isEmpty) { return .finished }
    return isStopping && stages.indices.allSatisfy({ !hasWork($0) }) ? .stopped : .running
  }

  /// Whether nothing waits at a stage and nothing more will arrive.
  private func isAtEnd(_ stage: Int) -> Bool {
    stages[stage].watermarks.output == EventTime.max && books.stages[stage].pendingElements == 0
  }

  private func hasWork(_ stage: Int) -> Bool {
    switch stages[stage].part {
    case .impulse, .testStream, .restrictions: false
    // A lane that waits for a retry does not keep a job from stopping.
    case .elements(let queue): elementQueues[queue].hasReadyLane
    case .grouping(let grouping): !groupings[grouping].groups.ready(at: stages[stage].watermarks.input).isEmpty
    case .stateful(let stateful): !ready(stage, stateful).isEmpty
    }
  }

  /// The status of every stage, in the order of the plan.
  public func status() -> [StageStatus] {
    var all: [StageStatus] = []
    for stage in stages.indices { all.append(status(of: stage)) }
    return all
  }

  private func status(of stage: Int) -> StageStatus {
    let (state, account) = (stages[stage], books.stages[stage])
    var status = StageStatus(
      stage: StageID(stage), name: topology.plan.stages[stage].name, inputWatermark: state.watermarks.input,
      outputWatermark: state.watermarks.output,
      pendingBytes: topology.plan.stages[stage].inputs.reduce(0) { $0 + books.edgeBytes[$1.index] },
      pendingElements: account.pendingElements, waiting: 0, source: nil, running: account.running,
      settling: account.settling,
      gate: closedGate(of: stage)?.description, gatesOpened: state.gatesOpened, heldWindows: 0,
      late: state.late, elementsIn: state.elementsIn, elementsOut: state.elementsOut, tableBytes: 0,
      spareBytes: 0)
    switch state.part {
    case .impulse, .testStream, .elements: break
    case .restrictions(let pool):
      status.waiting = restrictionPools[pool].waitingCount
      status.source = state.source
    case .grouping(let grouping):
      status.heldWindows = groupings[grouping].groups.windowCount
      status.tableBytes = groupings[grouping].groups.memory.tables
      status.spareBytes = groupings[grouping].groups.memory.spare
    case .stateful(let stateful):
      status.heldWindows = statefuls[stateful].groups.windowCount
      status.tableBytes = statefuls[stateful].groups.memory.tables
      status.spareBytes = statefuls[stateful].groups.memory.spare
    }
    return status
  }
}
