public import JoistPlan

/// Decides what runs, when, and in which order. It is a value that performs nothing itself: its owner asks for work,
/// runs it on its own threads, reports the result, and passes the time to each call.
///
/// Its work is per bundle, never per element. Its state follows from the plan, the options and the calls alone, so that
/// a run can be replayed. It is not copyable, since the machines of its key groups are not.
///
///     var coordinator = Coordinator(plan: plan, options: EngineOptions(parallelism: 2))
///     coordinator.start(now: 0)
///     while let work = coordinator.next(now: 0) {
///       switch work {
///       case .bundle(let task): coordinator.commit(task.id, try run(task), now: 0)
///       case .group(let task): coordinator.commit(try task.perform(makeStore: makeStore), now: 0)
///       }
///     }
///
/// Times called `now` are processing time, in milliseconds since any fixed moment.
public struct Coordinator: ~Copyable, Sendable {
  let topology: Topology
  let options: EngineOptions
  let laneCount: Int
  var stages: [StageState]
  var elementQueues: [ElementQueue] = []
  var restrictionPools: [RestrictionPool] = []
  var groupings: [GroupingState] = []
  var statefuls: [StatefulState] = []
  var testStreams: [TestStreamState] = []
  var books: Books
  var inFlight = Lookup<BundleID, BundleInFlight>()
  /// The lanes with bundles under way or failed input.
  var chains = Lookup<LaneKey, LaneChain>()
  /// Bundles that failed together with an earlier one of their lane and have not ended yet.
  var aborted = Lookup<BundleID, LaneKey>()
  /// The numbers of the bundles in flight.
  var bundleNumbers = CountedHeap()
  var lastBundle: UInt64 = 0
  var lastRestriction = 0
  /// The number of bundles of restrictions handed out so far.
  var readings: UInt64 = 0
  var random: RandomNumbers
  var hasStarted = false
  var isStopping = false
  /// Whether to hand out no bundles of user code. Its owner sets this while it has no executor for another bundle.
  public var holdsBundles = false
  /// Tokens that were signalled while the bundle that will wait for them was still in flight.
  var earlyWakes = EarlyWakes()
  var stuckReason: String?
  /// Nil while the engine holds less than five quarters of its budget.
  var overrun: Overrun?
  /// The memory of owners outside the engine, in the order of their first report.
  var foreignMemory: [MemoryOwner] = []
  var log: [LogEntry] = []

  /// Makes the coordinator of a plan.
  public init(plan: Plan, options: EngineOptions) {
    self.init(plan: plan, options: options) { grouping, seed in
      { keyGroup in
        let seed = seed &+ UInt64(keyGroup)
        if grouping.isPlain {
          return PlainMachine(keyGroup: keyGroup, grouping: grouping, seed: seed, usesSlices: options.usesSlices)
        }
        return grouping.sessionGap == nil
          ? GeneralMachine(keyGroup: keyGroup, grouping: grouping, seed: seed)
          : SessionMachine(keyGroup: keyGroup, grouping: grouping, seed: seed)
      }
    }
  }

  /// Makes the coordinator of a plan with machines of the caller's choice, made for each grouping and seed.
  init(
    plan: Plan, options: EngineOptions, machines: (Grouping, _ seed: UInt64) -> KeyGroups<any GroupMachine>.MakeMachine
  ) {
    topology = Topology(plan)
    self.options = options
    laneCount = Lanes.count(parallelism: options.parallelism)
    random = RandomNumbers(seed: options.seed)
    books = Books(plan)
    stages = []
    for stage in plan.stages {
      switch stage.kind {
      case .impulse:
        stages.append(StageState(part: .impulse))
      case .testStream(let stream):
        stages.append(StageState(part: .testStream(testStreams.count)))
        testStreams.append(TestStreamState(stream))
      case .elements:
        stages.append(StageState(part: .elements(elementQueues.count)))
        elementQueues.append(ElementQueue(lanes: laneCount))
      case .restrictions:
        stages.append(
          StageState(part: .restrictions(restrictionPools.count), source: SourceBacklog(unit: stage.sizeUnit)))
        restrictionPools.append(RestrictionPool())
      case .stateful(let stateful):
        stages.append(StageState(part: .stateful(statefuls.count)))
        statefuls.append(StatefulState(stateful, seed: random.next()))
      case .grouping(let grouping):
        stages.append(StageState(part: .grouping(groupings.count)))
        groupings.append(GroupingState(grouping, makeMachine: machines(grouping, random.next())))
      }
    }
  }

  /// Lets every impulse of the plan emit its element.
  public mutating func start(now: Int64) {
    guard !hasStarted else { return }
    hasStarted = true
    for stage in stages.indices {
      guard case .impulse = stages[stage].part else { continue }
      let builder = ElementBlockBuilder(byteCapacity: 1, elementCapacity: 1)
      // An empty byte string in Beam's nested encoding: its length, zero.
      builder.reserve(1).pointee = 0
      builder.used = 1
      builder.endElement()
      let block = builder.takeBlock(time: EventTime.min, context: .global)
      record(.impulse(StageID(stage), block))
      for edge in topology.plan.stages[stage].outputs { push([block], edge: edge.index, lane: 0) }
      stages[stage].hasEmitted = true
      advanceWatermarks(from: stage)
    }
  }

  /// Stops reading: no restriction runs from here on, but what has been read goes on.
  public mutating func stop() {
    isStopping = true
    record(.stop)
  }

  /// Takes the events that were logged since the last call.
  public mutating func takeLog() -> [LogEntry] {
    defer { log = [] }
    return log
  }

  mutating func record(_ entry: @autoclosure () -> LogEntry) {
    if options.keepsLog { log.append(entry()) }
  }
}
