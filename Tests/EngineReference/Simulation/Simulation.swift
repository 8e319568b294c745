public import JoistEngine
import JoistPlan

/// One random pipeline on one random schedule: bundles of random size that fail, settle and repeat, in random order, with
/// the clock moved by hand; the reference reads along. All of it follows from the seed.
public struct Simulation: ~Copyable {
  /// A delay that nobody waits for.
  static let forEver: Int64 = 1_000_000_000

  /// What a run was like.
  public struct Report: Sendable, Hashable {
    /// Bundles and tasks committed.
    public var committed = 0
    /// Bundles failed.
    public var failed = 0
    /// Elements dropped as too late.
    public var droppedLate = 0
    /// Late panes fired.
    public var latePanes = 0
    /// Whether the end result was compared.
    public var isCompared = false
    /// How it ended.
    public var progress = Progress.running
  }

  private enum Running {
    case bundle(BundleTask)
    case group(GroupTask)
  }

  /// The pipeline.
  public let toy: ToyPlan
  private var dice: Dice
  private var worker: ToyWorker
  private var coordinator: Coordinator
  private var checker: LogChecker
  private let threads: Int
  private let failsOften: Bool
  private var running: [Running] = []
  private var settling: [BundleID] = []
  private var now: Int64 = 0
  private var report = Report()
  private var decided: [BundleID: Bool] = [:]
  /// Bundles handed out and not ended by a call of ours, those that fell included.
  private var atWork: [BundleID: BundleTask] = [:]
  private var fallen: [BundleID] = []
  private var sawStop = false
  /// Whether it was stopped because nothing else would happen.
  private var waitedForEver = false
  /// The log as text, kept where it is asked for.
  public private(set) var text: [String] = []
  private let keepsText: Bool

  /// Sets up the run of a seed.
  /// - Parameter hasState: whether steps of the pipeline may keep state and timers.
  public init(seed: UInt64, hasState: Bool = false, keepsText: Bool = false) {
    let toy = ToyPlan.random(seed: seed, hasState: hasState)
    dice = Dice(seed: seed ^ 0xABCD_EF01)
    threads = dice.number(in: 1...4)
    failsOften = dice.chance(30)
    let options = EngineOptions(
      parallelism: threads, memoryBudget: dice.chance(10) ? 20_000 : 1 << 30,
      edgeBound: dice.one(of: [200, 2_000, 1 << 20]), largeTables: 0, seed: seed, keepsLog: true,
      shuffles: dice.chance(60), bundleBytes: dice.one(of: [100, 1_000, 1 << 20]),
      bundleElements: dice.number(in: 1...30), groupTaskBytes: dice.one(of: [1, 1_000, 1 << 17]),
      settlingBundles: dice.number(in: 1...4), usesSlices: seed % 3 > 0)
    self.toy = toy
    self.keepsText = keepsText
    worker = ToyWorker(toy: toy, dice: Dice(seed: seed &+ 77))
    coordinator = Coordinator(plan: toy.plan, options: options)
    checker = LogChecker(toy: toy, lanes: threads == 1 ? 1 : threads * 4)
  }

  /// Runs to the end.
  /// - Throws: `Violation` at the first event that must not be.
  public mutating func run() throws -> Report {
    coordinator.start(now: now)
    try readLog()
    var steps = 0
    while try step() {
      steps += 1
      try require(steps < 200_000, "the job does not come to an end")
    }
    report.progress = coordinator.progress
    let isFinished = report.progress == .finished
    try checker.checkEnd(isFinished: isFinished)
    if isFinished { try checkBooks() }
    if toy.isPunctual && !toy.hasState && !sawStop && isResultKnown {
      report.isCompared = true
      let expected = Evaluator(toy: toy).results()
      try require(
        checker.results() == expected,
        "the end result is\n  \(checker.results())\ninstead of\n  \(expected)")
      try require(checker.droppedLate == 0, "elements of a punctual pipeline were dropped as late")
    }
    report.droppedLate = checker.droppedLate
    report.latePanes = checker.latePanes
    return report
  }

  private var isResultKnown: Bool { report.progress == .finished || report.progress == .stopped }

  /// Does one random thing.
  /// - Returns: false where the job has ended.
  private mutating func step() throws -> Bool {
    switch coordinator.progress {
    case .finished:
      try require(running.isEmpty && settling.isEmpty, "the job says it is finished, but something is under way")
      return false
    case .stopped: return false
    case .stuck(let reason):
      try require(!reason.isEmpty, "the job is stuck without a reason")
      sawStop = true
      return false
    case .running: break
    }
    if !sawStop && dice.number(in: 0...2999) == 0 {
      sawStop = true
      coordinator.stop()
    }
    if dice.chance(5) { coordinator.wake(UInt64(dice.number(in: 1...6)), now: now) }
    if running.count < threads && dice.chance(60), let work = coordinator.next(now: now) {
      running.append(try take(work))
      try readLog()
      return true
    }
    if !settling.isEmpty && dice.chance(40) {
      let id = settling.remove(at: dice.number(in: 0...settling.count - 1))
      dice.chance(failsOften ? 20 : 3) ? fail(id) : note(coordinator.commit(id, now: now), id)
      try readLog()
      return true
    }
    if !running.isEmpty {
      try end(running.remove(at: dice.number(in: 0...running.count - 1)))
      try readLog()
      return true
    }
    if let work = coordinator.next(now: now) {
      running.append(try take(work))
      try readLog()
      return true
    }
    if !settling.isEmpty { return true }
    return try wait()
  }

  /// Nothing can start and nothing runs: moves the clock, or ends a job that would wait for ever.
  private mutating func wait() throws -> Bool {
    // Asking for work may have decided something.
    guard coordinator.progress == .running else { return true }
    if let moment = coordinator.nextWakeUp, moment < now + Self.forEver / 2 {
      try require(moment > now, "something is due at \(moment), but at \(now) nothing may start")
      now = moment
      return true
    }
    try require(!isBounded || sawStop, "the job waits for ever: \(coordinator.status())")
    try require(!waitedForEver, "a job that was stopped goes on")
    waitedForEver = true
    // It waited for memory: not everything has been read.
    if coordinator.status().contains(where: { $0.gate == "memory" }) { sawStop = true }
    coordinator.stop()
    try readLog()
    return true
  }

  private var isBounded: Bool { toy.sources.allSatisfy { if case .endless = $0.ending { false } else { true } } }

  private mutating func take(_ work: consuming Work) throws -> Running {
    switch work {
    case .group(let task): return .group(task)
    case .bundle(let task):
      for other in atWork.values where decided[other.id] == false && other.stage == task.stage {
        try require(
          !task.input.shares(with: other.input),
          "§3: \(task.id) repeats what \(other.id) was given, which fell but has not ended")
      }
      atWork[task.id] = task
      return .bundle(task)
    }
  }

  private mutating func end(_ work: Running) throws {
    switch work {
    case .group(let task):
      if (sawStop || waitedForEver) && dice.chance(20) { return coordinator.abandon(task) }
      let result = try task.perform { ToyStore() }
      coordinator.commit(result, now: now)
      report.committed += 1
    case .bundle(let task):
      if dice.chance(failsOften ? 25 : 3) {
        fail(task.id)
        return
      }
      let result = worker.run(task)
      if dice.chance(30) {
        note(coordinator.settle(task.id, result, bytes: dice.number(in: 0...100), now: now), nil)
        settling.append(task.id)
      } else {
        note(coordinator.commit(task.id, result, now: now), task.id)
      }
    }
  }

  private mutating func fail(_ id: BundleID) {
    report.failed += 1
    let retryAt = dice.chance(50) ? now : now + Int64(dice.number(in: 1...100))
    note(coordinator.fail(id, retryAt: retryAt), id)
  }

  private mutating func note(_ outcome: Outcome, _ ended: BundleID?) {
    if let ended { atWork[ended] = nil }
    for committed in outcome.committed {
      report.committed += 1
      if decided.updateValue(true, forKey: committed) != nil { fallen.append(committed) }
    }
    for dropped in outcome.dropped where decided[dropped] == true { fallen.append(dropped) }
    for dropped in outcome.dropped { decided[dropped] = false }
  }

  private mutating func readLog() throws {
    let entries = coordinator.takeLog()
    if keepsText { text += entries.map(\.description) + coordinator.pendingInput().map { "pending \($0)" } }
    checker.now = now
    try checker.check(entries)
    try checker.checkBetweenCalls()
    let differences = coordinator.audit()
    try require(differences.isEmpty, "the books are wrong: \(differences.joined(separator: "; "))")
    try require(fallen.isEmpty, "§6: \(fallen) were both committed and dropped, or committed twice")
  }

  private func keepsState(_ stage: StageID) -> Bool {
    if case .keep = toy.roles[stage.index] { true } else { false }
  }

  /// At the end nothing may be left on the books.
  private func checkBooks() throws {
    for status in coordinator.status() {
      try require(
        status.pendingBytes == 0 && status.pendingElements == 0 && status.running == 0 && status.settling == 0
          && status.waiting == 0 && (keepsState(status.stage) || status.heldWindows == 0 && status.tableBytes == 0),
        "the job is finished, but its books say \(status)")
    }
    // State need not be removed at the end.
    for owner in coordinator.memory() where !["tables kept", "state of"].contains(where: owner.owner.hasPrefix) {
      try require(owner.bytes == 0, "the job is finished, but \(owner.owner) has \(owner.bytes) bytes")
    }
  }
}

extension BundleInput {
  /// Whether two bundles were given something of the same lane.
  fileprivate func shares(with other: BundleInput) -> Bool {
    switch (self, other) {
    case (.elements(let mine), .elements(let others)):
      mine.contains { block in others.contains { $0.bytes + $0.offsets[0] == block.bytes + block.offsets[0] } }
    case (.restrictions(let mine), .restrictions(let others)):
      mine.contains { restriction in others.contains { $0.lane == restriction.lane } }
    default: false
    }
  }
}
