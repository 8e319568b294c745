import Beam
import BeamWorker
import JoistEngine
import JoistPlan

/// Everything about a running job that changes: the engine's coordinator and the runner's books beside it.
///
/// A machine: it is told what happened and answers what to do. Whoever holds the lock around it does that afterwards,
/// without the lock.
struct JobState: ~Copyable, Sendable {
  /// How a job ends.
  enum End: Sendable {
    case finished
    case stopped
    case failed(any Error)

    /// Whether all input went through.
    var isFinished: Bool { if case .finished = self { true } else { false } }
  }

  /// The engine.
  var coordinator: Coordinator
  /// Executors that nobody uses.
  var pool: ExecutorPool
  /// Work that the coordinator has handed out for threads that have been woken and are not here yet.
  var ready: [Work] = []
  /// Threads that sleep.
  var sleepers: Sleepers
  /// Executors of failed bundles, to be torn down.
  var retired: [PooledExecutor] = []
  /// Bundles that have run and are not committed.
  var underWay = BundlesUnderWay()
  /// How many of them wait for their own deliveries.
  var settling = 0
  /// What follows commits and has not been called yet.
  var followers = Followers()
  /// Work that failed.
  var retries = Retries()
  /// What the queues of connectors take at most, by the place of their report, as the coordinator knows it.
  var queueMemory: [Int: Int] = [:]
  /// What the steps have done.
  var totals: StepTotals
  /// Bundles and groups committed.
  var commits = 0
  /// Bundles that run elsewhere than on threads of the job, and those whose end is being told.
  var carried = 0
  /// How many may be carried at once; nil: bundles run on threads of the job.
  let bundlesAtOnce: Int?
  /// Threads of the job that have not ended.
  var liveThreads = 0
  /// Whether `stop` was asked for.
  var isStopping = false
  /// How the job ends, once that is known: nothing is started any more. Never changes again.
  private(set) var end: End?
  /// When the end is told although something still runs, in monotonic nanoseconds; nil: when all has ended.
  var patience: Int64?
  /// Whether nothing may be waited for any more.
  var isToEndNow: Bool { patience == .min }
  /// Whether all has ended and all executors are torn down.
  var isClosed = false
  /// By stage, the bytes that its executors keep between bundles.
  var executorBytes: [Int]
  /// By stage, how many openings of its gate the log has told.
  var gatesTold: [Int]
  /// Whether the threads have been told of the end.
  private var isEndTold = false

  let options: JobOptions
  let stageNames: [String]
  /// What connectors say about their elements.
  let claims: ConnectorClaims

  init(
    plan: Plan, options: JobOptions, stepNames: [[String]], reports: [ConnectorReport], bundlesAtOnce: Int?
  ) {
    self.bundlesAtOnce = bundlesAtOnce
    claims = ConnectorClaims(reports, plan: plan, names: stepNames)
    coordinator = Coordinator(plan: plan, options: options.engineOptions)
    pool = ExecutorPool(stages: plan.stages.count)
    sleepers = Sleepers(threads: options.parallelism)
    totals = StepTotals(plan: plan, names: stepNames)
    executorBytes = Array(repeating: 0, count: plan.stages.count)
    gatesTold = Array(repeating: 0, count: plan.stages.count)
    stageNames = plan.stages.map(\.name)
    self.options = options
  }

  /// Ends the job; only the first end counts.
  mutating func finish(_ end: End) {
    if self.end == nil { self.end = end }
  }

  /// Whether the steward has something to do.
  var hasDuty: Bool { followers.areDue || !retired.isEmpty }

  /// The bells to ring for what has become possible.
  struct Bells {
    var worker: Int?
    var steward = false
    var all = false
  }

  /// Decides whom to wake; the caller wakes them.
  mutating func bells(now: Int64) -> Bells {
    var bells = Bells(steward: hasDuty || end != nil && carried == 0)
    if end == nil {
      bells.worker = hasWorkForSleeper(now: now) ? sleepers.chooseForWork() : sleepers.chooseToWatch(nextWakeUp(now))
    }
    bells.all = end != nil && !isEndTold
    isEndTold = end != nil
    return bells
  }
}
