import JoistEngine
import JoistPlan
import Testing

/// A coordinator driven by hand.
final class TestEngine {
  private(set) var coordinator: Coordinator
  let plan: Plan
  var now: Int64 = 0

  /// - Parameter restrictions: how many a bundle is given at most.
  init(_ plan: Plan, _ options: EngineOptions = EngineOptions(), restrictions: Int = 1) {
    self.plan = plan
    var options = options
    options.bundleRestrictions = restrictions
    coordinator = Coordinator(plan: plan, options: options)
    coordinator.start(now: 0)
  }

  /// Drives a coordinator that has not started.
  init(_ plan: Plan, _ coordinator: consuming Coordinator) {
    self.plan = plan
    self.coordinator = coordinator
    self.coordinator.start(now: 0)
  }

  /// The next piece of work, which must be a bundle.
  func bundle(_ location: SourceLocation = #_sourceLocation) throws -> BundleTask {
    let work = coordinator.next(now: now)
    guard case .bundle(let task) = try #require(work, sourceLocation: location) else {
      throw Unexpected("a grouping task instead of a bundle")
    }
    return task
  }

  /// The next piece of work, which must be a grouping task; run and committed.
  @discardableResult
  func group(
    _ location: SourceLocation = #_sourceLocation,
    _ makeStore: () throws -> any CombineStore = { throw Unexpected("a store") }
  ) throws -> GroupResult {
    let work = coordinator.next(now: now)
    guard case .group(let task) = try #require(work, sourceLocation: location) else {
      throw Unexpected("a bundle instead of a grouping task")
    }
    let result = try task.perform(makeStore: makeStore)
    coordinator.commit(result, now: now)
    return result
  }

  /// The next piece of work.
  func next() -> Work? { coordinator.next(now: now) }

  func commit(_ result: GroupResult) { coordinator.commit(result, now: now) }

  /// Whether nothing may start.
  var isIdle: Bool { coordinator.next(now: now) == nil }

  @discardableResult
  func commit(
    _ task: BundleTask, _ outputs: [BundleOutput] = [], left: [Residual] = [], undone: Int = 0
  ) -> Outcome {
    coordinator.commit(
      task.id, BundleResult(outputs: outputs, residuals: left, elementsIn: 1, undone: undone), now: now)
  }

  @discardableResult
  func settle(
    _ task: BundleTask, _ outputs: [BundleOutput] = [], left: [Residual] = [], undone: Int = 0, bytes: Int = 0
  ) -> Outcome {
    let result = BundleResult(outputs: outputs, residuals: left, elementsIn: 1, undone: undone)
    return coordinator.settle(task.id, result, bytes: bytes, now: now)
  }

  @discardableResult
  func commitSettled(_ task: BundleTask) -> Outcome { coordinator.commit(task.id, now: now) }

  @discardableResult
  func fail(_ task: BundleTask, retryAt: Int64 = 0) -> Outcome { coordinator.fail(task.id, retryAt: retryAt) }

  func fail(_ task: GroupTask, retryAt: Int64) { coordinator.fail(task, retryAt: retryAt) }

  func wake(_ token: UInt64) { coordinator.wake(token, now: now) }

  func stop() { coordinator.stop() }

  func setMemory(_ bytes: Int, of owner: String) { coordinator.setMemory(bytes, of: owner) }

  func takeLog() -> [LogEntry] { coordinator.takeLog() }

  var progress: Progress { coordinator.progress }

  /// What is wrong with the books.
  var audit: [String] { coordinator.audit() }

  var nextWakeUp: Int64? { coordinator.nextWakeUp }

  /// The state of the stage of a name.
  func status(_ name: String) throws -> StageStatus {
    let all = coordinator.status()
    return try #require(all.first { $0.name == name })
  }

  /// Input and output watermark of the stage of a name.
  func watermarks(_ name: String) throws -> [Int64] {
    let status = try status(name)
    return [status.inputWatermark, status.outputWatermark]
  }

  func memory(_ owner: String) -> Int? { coordinator.memory().first { $0.owner == owner }?.bytes }

  /// Runs the bundle of the stage `Split`, which makes so many restrictions, each named by a byte.
  func split(_ count: Int) throws {
    let names = (0..<count).map { [UInt8($0)] }
    commit(try bundle(), [.elements([Make.block(names)])])
  }

  /// Runs the first bundle of every fresh restriction, and leaves all at a watermark.
  func begin(_ count: Int, watermark: Int64) throws {
    for _ in 0..<count {
      let task = try bundle()
      commit(task, [], left: [try task.residual(watermark)])
    }
  }

  /// Runs whatever comes until nothing may start: bundles by the stage's name, grouping tasks by themselves. A bundle for
  /// which `fail` gives a time fails and is retried then.
  func run(
    makeStore: () throws -> any CombineStore = { throw Unexpected("a store") },
    _ body: (_ stage: String, BundleTask) throws -> (outputs: [BundleOutput], left: [Residual]),
    fail: (_ stage: String, BundleTask) -> Int64? = { _, _ in nil }
  ) throws {
    while let work = coordinator.next(now: now) {
      switch work {
      case .bundle(let task):
        if let retryAt = fail(plan.stages[task.stage.index].name, task) {
          self.fail(task, retryAt: retryAt)
          continue
        }
        let made = try body(plan.stages[task.stage.index].name, task)
        commit(task, made.outputs, left: made.left)
      case .group(let task): coordinator.commit(try task.perform(makeStore: makeStore), now: now)
      }
    }
  }
}

struct Unexpected: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

extension BundleTask {
  /// The restriction that it was given.
  var restriction: Restriction {
    get throws {
      guard case .restrictions(let restrictions) = input, let restriction = restrictions.first else {
        throw Unexpected("elements instead of a restriction")
      }
      return restriction
    }
  }

  /// The first bytes of the restrictions that it was given: their names.
  var names: [UInt8] {
    guard case .restrictions(let restrictions) = input else { return [] }
    return restrictions.map { $0.block.elements[0][0] }
  }

  /// The first byte of the restriction that it was given: its name.
  var name: UInt8 {
    get throws {
      let held = try restriction
      return held.block.elements[0][0]
    }
  }

  /// The blocks that it was given.
  var blocks: [ElementBlock] {
    get throws {
      guard case .elements(let blocks) = input else { throw Unexpected("a restriction instead of elements") }
      return blocks
    }
  }

  /// The elements that it was given.
  var elements: [[UInt8]] {
    get throws {
      let given = try blocks
      return given.flatMap(\.elements)
    }
  }

  /// What is left of its restriction, at a watermark.
  func residual(
    _ watermark: Int64, resume: Residual.Resume = .now, hasBacklog: Bool = true, isBounded: Bool = false,
    continues: Bool = true, of index: Int = 0
  ) throws -> Residual {
    guard case .restrictions(let restrictions) = input else { throw Unexpected("elements instead of a restriction") }
    return Residual(
      block: restrictions[index].block, watermark: watermark, resume: resume, hasBacklog: hasBacklog,
      continues: continues, isBounded: isBounded, restriction: index)
  }
}
