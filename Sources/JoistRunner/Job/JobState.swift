import Beam
import BeamWorker
import JoistEngine
import JoistPlan

/// All mutable state of a running job: the engine's coordinator and the runner's own counters.
///
/// A state machine: its methods record what happened and return what to do. The caller holds the monitor's lock during
/// the call and acts after releasing it.
struct JobState: ~Copyable, Sendable {
  /// How the job ends.
  enum End: Sendable {
    case finished
    case stopped
    case failed(any Error)

    /// Whether all input was processed.
    var isFinished: Bool { if case .finished = self { true } else { false } }
  }

  /// The engine, which hands out work and takes its results.
  var coordinator: Coordinator
  /// Executors that run no bundle.
  var pool: ExecutorPool
  /// Work that the coordinator has handed out for threads that were woken and have not taken it yet.
  var ready: [Work] = []
  /// The threads that sleep because there is no work.
  var idleThreads: IdleThreads
  /// Executors of failed bundles, until housekeeping takes them to tear them down.
  var retired: [PooledExecutor] = []
  /// Bundles that have run and are not committed.
  var uncommitted = UncommittedBundles()
  /// How many executed bundles still wait for their own deliveries.
  var settling = 0
  /// Callbacks of committed bundles that have not been called yet.
  var commitCallbacks = CommitCallbacks()
  /// Work that failed and will be tried again.
  var retries = Retries()
  /// The largest memory of each connector's queues as last reported to the coordinator, by index of the report.
  var queueMemory: [Int]
  /// The element counts of the steps, over all committed bundles.
  var totals: StepTotals
  /// How many bundles and pieces of grouping work have been committed.
  var commits = 0
  /// How many bundles the carrier runs on threads that are not the job's, until their results are recorded.
  var carried = 0
  /// The most bundles that the carrier runs at once; nil: bundles run on threads of the job.
  let bundlesAtOnce: Int?
  /// How many worker threads have not ended.
  var liveThreads = 0
  /// Whether `stop` has been called.
  var isStopping = false
  /// How the job ends, once that is known; no work starts after that. Set once.
  private(set) var end: End?
  /// When `wait` stops waiting for work that still runs, in monotonic nanoseconds; nil: it waits until all has ended.
  var patience: Int64?
  /// Whether the job must end without waiting for anything.
  var isToEndNow: Bool { patience == .min }
  /// Whether all threads have ended and all executors are torn down.
  var isClosed = false
  /// The bytes that a stage's executors keep between bundles, by stage.
  var executorBytes: [Int]
  /// How many openings of a stage's gate have been logged, by stage.
  var gatesLogged: [Int]
  /// Whether all threads have been woken because of the end.
  private var isEndSignalled = false

  let options: JobOptions
  let stageNames: [String]
  /// What connectors report about their elements.
  let claims: ConnectorClaims

  init(
    plan: Plan, options: JobOptions, stepNames: [[String]], reports: [ConnectorReport], bundlesAtOnce: Int?
  ) {
    self.bundlesAtOnce = bundlesAtOnce
    queueMemory = Array(repeating: 0, count: reports.count)
    claims = ConnectorClaims(reports, plan: plan, names: stepNames)
    coordinator = Coordinator(plan: plan, options: options.engineOptions)
    pool = ExecutorPool(stages: plan.stages.count)
    idleThreads = IdleThreads(threads: options.parallelism)
    totals = StepTotals(plan: plan, names: stepNames)
    executorBytes = Array(repeating: 0, count: plan.stages.count)
    gatesLogged = Array(repeating: 0, count: plan.stages.count)
    stageNames = plan.stages.map(\.name)
    self.options = options
  }

  /// Ends the job. Only the first call has an effect.
  mutating func finish(_ end: End) {
    if self.end == nil { self.end = end }
  }

  /// Whether there are commit callbacks to call or executors to tear down.
  var hasHousekeeping: Bool { commitCallbacks.areDue || !retired.isEmpty }

  /// The threads to wake after a change of the state.
  struct WakeUps {
    /// A worker thread, by number; nil: none.
    var worker: Int?
    var housekeeping = false
    /// Every thread that waits, because the job ends.
    var all = false
  }

  /// Decides which threads to wake; the caller wakes them after releasing the lock.
  mutating func wakeUps(now: Int64) -> WakeUps {
    var wakeUps = WakeUps(housekeeping: hasHousekeeping || end != nil && carried == 0)
    if end == nil {
      wakeUps.worker =
        hasWorkForIdleThread(now: now) ? idleThreads.chooseForWork() : idleThreads.chooseToWatch(nextWakeUp(now))
    }
    wakeUps.all = end != nil && !isEndSignalled
    isEndSignalled = end != nil
    return wakeUps
  }
}
