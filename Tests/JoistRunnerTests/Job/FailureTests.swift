import Beam
import BeamWorker
import JoistPlan
import JoistRunner
import Synchronization
import Testing

@Suite(.everyCarrier) struct FailureTests {
  private func job(
    _ carrier: ToyCarrier, attempts: Int = 1, clock: ManualClock = ManualClock(), log: LogKeeper = LogKeeper()
  ) -> SteppedJob {
    var options = Toys.options(log)
    options.retries.maxAttempts = attempts
    return SteppedJob(
      plan: Toys.chain(("Make", .elements), ("Write", .elements)), carrier: Carriage.chosen(carrier), options: options,
      clock: clock)
  }

  @Test("An error of user code fails the job at once and is thrown unchanged")
  func aUsersErrorFailsTheJobAtOnceAndIsThrownAsItIs() {
    let log = LogKeeper()
    let carrier = ToyCarrier([1: { _, _ in throw Toys.Broken() }, 2: { _, _ in Toys.nothing() }])
    let job = job(carrier, log: log)
    #expect(throws: Toys.Broken()) { try job.runUntilIdle() }
    #expect(carrier.log == ["make s1#1", "run s1#1", "throw s1#1", "tear s1#1"])
    #expect(job.status.phase == .failed("broken"))
    #expect(log.values("error", of: "job failed") == ["broken"])
  }

  @Test("An executor that cannot be made fails the job") func anExecutorThatCannotBeMadeFailsTheJob() {
    let job = job(ToyCarrier([2: { _, _ in Toys.nothing() }]))
    #expect(throws: ToyCarrier.Unknown.self) { try job.runUntilIdle() }
  }

  @Test("Each attempt after an error of user code has a new executor")
  func moreAttemptsForAUsersErrorEachWithANewExecutor() throws {
    let calls = Atomic(0)
    let carrier = ToyCarrier([
      1: { _, _ in
        if calls.add(1, ordering: .relaxed).newValue < 3 { throw Toys.Broken() }
        return Toys.output([1])
      },
      2: { _, _ in Toys.nothing() },
    ])
    #expect(try job(carrier, attempts: 3).run() == .finished)
    #expect(carrier.count("make s1") == 3)
    #expect(carrier.count("tear s1#1") == 1)
    #expect(carrier.count("tear s1#2") == 1)
    #expect(carrier.count("run s2") == 1)
  }

  @Test("There are no more attempts than allowed") func noMoreAttemptsThanAllowed() {
    let carrier = ToyCarrier([1: { _, _ in throw Toys.Broken() }, 2: { _, _ in Toys.nothing() }])
    #expect(throws: Toys.Broken()) { try job(carrier, attempts: 3).run() }
    #expect(carrier.count("run s1") == 3)
  }

  /// Eight restrictions, of which four share the first bundle.
  private func sharing(_ log: LogKeeper = LogKeeper(), _ read: @escaping ToyCarrier.Code) -> SteppedJob {
    var options = Toys.options(log)
    options.retries.maxAttempts = 2
    return SteppedJob(
      plan: Toys.chain(("Split", .elements), ("Read", .restrictions)),
      carrier: Carriage.chosen(ToyCarrier([1: { _, _ in Toys.output([0, 1, 2, 3, 4, 5, 6, 7]) }, 2: read])),
      options: options, clock: ManualClock())
  }

  @Test("A restriction that shares its first bundle has no more attempts than allowed")
  func attemptsOfARestrictionThatShares() {
    let attempts = Mutex<[[UInt8]]>([])
    let job = sharing { input, _ in
      let names = Toys.values(input)
      guard names.contains(2) else { return Toys.nothing() }
      attempts.withLock { $0.append(names) }
      throw Toys.Broken()
    }
    #expect(throws: Toys.Broken()) { try job.run() }
    #expect(attempts.withLock { $0 } == [[0, 1, 2, 3], [2]])
  }

  @Test("Restrictions of a failed bundle are retried one by one and recover with one message")
  func restrictionsThatFailOneAfterTheOther() throws {
    let log = LogKeeper()
    let failed = Mutex<Set<UInt8>>([])
    let job = sharing(log) { input, _ in
      let names = Toys.values(input)
      // Two fail once each.
      for name in names where name == 1 || name == 5 {
        if failed.withLock({ $0.insert(name).inserted }) { throw Toys.Broken() }
      }
      return Toys.nothing()
    }
    #expect(try job.run() == .finished)
    #expect(job.status.retries.isEmpty)
    #expect(log.values("failures", of: "a bundle succeeded after it had failed") == ["1", "1"])
  }

  @Test("A bundle is tried four times when its worker is lost, and once when the pool is lost")
  func lostWorkers() {
    let worker = ToyCarrier([1: { _, _ in throw CarrierFailure.workerLost(reason: "killed") }])
    #expect(throws: CarrierFailure.self) { try job(worker).run() }
    #expect(worker.count("run s1") == 4)
    let pool = ToyCarrier([1: { _, _ in throw CarrierFailure.poolLost(reason: "refused") }])
    #expect(throws: CarrierFailure.self) { try job(pool, attempts: 5).run() }
    #expect(pool.count("run s1") == 1)
  }

  @Test("A transient failure is retried without a limit and with growing pauses")
  func aPassingFailureIsRetriedForEverWithGrowingPauses() throws {
    let clock = ManualClock(at: 0)
    let times = Mutex<[Int64]>([])
    let log = LogKeeper()
    let carrier = ToyCarrier([
      1: { _, _ in Toys.output([1]) },
      2: { _, _ in
        let number = times.withLock {
          $0.append(clock.processingTime)
          return $0.count
        }
        if number <= 12 { throw RetryableError("broker b1:9092 is away", hadContact: true) }
        return Toys.nothing()
      },
    ])
    let job = job(carrier, clock: clock, log: log)
    #expect(try job.runUntilIdle() == nil)
    let retry = try #require(job.status.retries.first)
    #expect(retry.stage == "Write")
    #expect(retry.failures == 1)
    #expect(retry.message == "broker b1:9092 is away")
    #expect(retry.nextAttempt == 100)
    #expect(try job.run() == .finished)
    let all = times.withLock { $0 }
    #expect(
      zip(all.dropFirst(), all).map { $0 - $1 } == [
        100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000, 30_000,
      ])
    #expect(job.status.retries.isEmpty)
    #expect(log.values("failures", of: "a bundle succeeded after it had failed") == ["12"])
  }

  @Test("A service that has never responded fails the job") func aFarSideThatNeverAnsweredFailsTheJob() {
    let carrier = ToyCarrier([
      1: { _, _ in throw RetryableError("no broker at b1:9092", hadContact: false) }, 2: { _, _ in Toys.nothing() },
    ])
    #expect(throws: RetryableError.self) { try job(carrier).run() }
    #expect(carrier.count("run") == 1)
  }

  @Test("A transient failure inside a user's function is transient too")
  func aPassingFailureInsideAUsersFunctionIsOneToo() throws {
    let calls = Atomic(0)
    let carrier = ToyCarrier([
      1: { _, _ in
        guard calls.add(1, ordering: .relaxed).newValue == 1 else { return Toys.output([1]) }
        throw StepFailure(
          step: "Make", site: "Toys.swift:1", element: nil, timestamp: nil,
          underlying: RetryableError("away", hadContact: true))
      },
      2: { _, _ in Toys.nothing() },
    ])
    #expect(try job(carrier).run() == .finished)
  }
}
