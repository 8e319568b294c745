import Beam
import BeamWorker
import JoistPlan
import Synchronization
import Testing

@testable import JoistEngine
@testable import JoistRunner

/// Grouping work that can be undone is given back where it fails, and tried again as a bundle is.
@Suite struct UndoneGroupsTests {
  /// A machine that fails so many times, and then counts its records.
  // Sendable: one thread at a time has a machine, and the tests have one.
  private final class Failing: GroupMachine, @unchecked Sendable {
    let keyGroup: Int
    let canUndo = true
    private let failures: Mutex<[any Error]>
    fileprivate(set) var records = 0

    init(keyGroup: Int, _ failures: [any Error]) {
      self.keyGroup = keyGroup
      self.failures = Mutex(failures)
    }

    func perform(_ unit: GroupUnit, _ work: GroupWork) throws -> GroupAnswer {
      do {
        if let error = failures.withLock({ $0.popLast() }) { try work.mayRetry(error) }
      } catch {
        throw GroupingFailure(key: [1], underlying: error)
      }
      records += unit.insert.reduce(0) { $0 + $1.elementCount }
      return GroupAnswer(
        changes: GroupChanges(
          inserted: unit.insert, inputWatermark: unit.inputWatermark, processingTime: unit.processingTime))
    }

    func trim() {}
  }

  /// A job whose grouping has such a machine for every key group.
  private func makeJob(
    _ failures: [any Error], attempts: Int = 1, log: LogKeeper = LogKeeper()
  ) -> (job: SteppedJob, machines: Made) {
    let plan = Plan(
      stages: [
        Stage(kind: .impulse, name: "Impulse", inputs: [], outputs: [EdgeID(0)]),
        Stage(kind: .elements, name: "Pair", inputs: [EdgeID(0)], outputs: [EdgeID(1)]),
        Stage(kind: .grouping(Grouping(content: .values)), name: "Sum", inputs: [EdgeID(1)], outputs: []),
      ],
      edges: [
        Edge(producer: StageID(0), consumer: StageID(1), kind: .elements),
        Edge(producer: StageID(1), consumer: StageID(2), kind: .keyed),
      ])
    let carrier = ToyCarrier([
      1: { _, _ in
        FinishedBundle(
          result: BundleResult(outputs: [.records([FailingCombiner.records])], elementsIn: 1), counters: [])
      }
    ])
    var options = Toys.options(log)
    options.retries.maxAttempts = attempts
    let job = SteppedJob(plan: plan, carrier: carrier, options: options, clock: ManualClock())
    let made = Made()
    job.core.monitor.withLock { state in
      state.coordinator = Coordinator(plan: plan, options: options.engineOptions) { _, _ in
        { keyGroup in
          let machine = Failing(keyGroup: keyGroup, failures)
          made.all.withLock { $0.append(machine) }
          return machine
        }
      }
      state.coordinator.start(now: 0)
    }
    return (job, made)
  }

  private final class Made: Sendable {
    let all = Mutex<[Failing]>([])
    var records: Int { all.withLock { $0.reduce(0) { $0 + $1.records } } }
  }

  @Test("Grouping work with a transient failure waits without a thread and is retried")
  func aPassingFailureWaitsWithoutAThreadAndIsTriedAgain() throws {
    let log = LogKeeper()
    let away = RetryableError("the store is away", hadContact: true)
    let (job, machines) = makeJob([away, away], log: log)
    #expect(try job.runUntilIdle() == nil)
    let retry = try #require(job.status.retries.first)
    #expect(retry.stage == "Sum" && retry.failures == 1 && retry.message == "the store is away")
    #expect(job.nextWakeUp == retry.nextAttempt)
    #expect(try job.run() == .finished)
    #expect(machines.records == 1)
    #expect(job.status.retries.isEmpty)
    #expect(log.values("failures", of: "a bundle succeeded after it had failed") == ["2"])
  }

  @Test("An error of user code in grouping fails the job after its attempts")
  func aUsersErrorFailsTheJobAfterItsAttempts() throws {
    #expect(throws: Toys.Broken()) { try makeJob([Toys.Broken()]).job.run() }
    let (job, machines) = makeJob([Toys.Broken()], attempts: 2)
    #expect(try job.run() == .finished)
    #expect(machines.records == 1)
  }
}
