@testable import Beam
import BeamWorker
import JoistPlan
import JoistRunner
import Synchronization
import Testing

@Suite(.everyCarrier, .timeLimit(.minutes(1))) struct SettlingTests {
  /// Completions that the test ends when it wants.
  private final class Outstanding: Sendable {
    private let completions = Mutex<[Settlement.Completion]>([])

    func settlement() -> Settlement {
      let settlement = Settlement()
      completions.withLock { $0.append(settlement.begin(bytes: 10)) }
      return settlement
    }

    var count: Int { completions.withLock { $0.count } }
    func succeed(_ number: Int) { completions.withLock { $0[number] }.succeed() }
    func fail(_ number: Int, _ error: any Error) { completions.withLock { $0[number] }.fail(error) }
  }

  @Test("A bundle is committed after its deliveries") func aBundleIsCommittedWhenItsDeliveriesAreDone() throws {
    let outstanding = Outstanding()
    let carrier = ToyCarrier([1: { _, _ in Toys.nothing(settlement: outstanding.settlement()) }])
    let job = LocalJob(
      plan: Toys.chain(("Write", .elements)), carrier: Carriage.chosen(carrier), options: Toys.options())
    try job.start()
    waitUntil { job.status.settlingBundles == 1 && job.status.busyThreads == 0 }
    #expect(job.status.phase == .running)
    outstanding.succeed(0)
    #expect(try job.wait() == .finished)
    #expect(job.status.settlingBundles == 0)
  }

  @Test("A settling bundle holds no thread") func aSettlingBundleHoldsNoThread() throws {
    let outstanding = Outstanding()
    let carrier = ToyCarrier([
      1: { _, _ in Toys.output([1], [2], [3]) },
      2: { input, _ in
        let number = outstanding.count
        let finished = Toys.nothing(settlement: outstanding.settlement())
        // The one thread comes here three times: the third lets all of them settle, the last first.
        if number == 2 { for one in [2, 1, 0] { outstanding.succeed(one) } }
        return finished
      },
    ])
    var plan = Toys.chain(("Make", .elements), ("Write", .elements))
    plan.stages[2].kind = .restrictions
    let job = SteppedJob(plan: plan, carrier: Carriage.chosen(carrier), options: Toys.options(), clock: ManualClock())
    #expect(try job.runUntilIdle() == .finished)
    #expect(outstanding.count == 3)
  }

  @Test("A failed delivery fails its bundle and retires its executor")
  func aFailedDeliveryFailsItsBundleAndRetiresItsExecutor() throws {
    let outstanding = Outstanding()
    let followed = Atomic(0)
    let carrier = ToyCarrier([
      1: { _, _ in
        let settlement = outstanding.settlement()
        let number = outstanding.count - 1
        number == 0
          ? outstanding.fail(0, RetryableError("not delivered", hadContact: true)) : outstanding.succeed(number)
        return Toys.nothing(
          settlement: settlement, afterCommit: [{ followed.add(1, ordering: .relaxed) }])
      }
    ])
    let job = SteppedJob(
      plan: Toys.chain(("Write", .elements)), carrier: Carriage.chosen(carrier), options: Toys.options(),
      clock: ManualClock())
    #expect(try job.run() == .finished)
    #expect(carrier.log == ["make s1#1", "run s1#1", "tear s1#1", "make s1#2", "run s1#2", "tear s1#2"])
    let total = followed.load(ordering: .relaxed)
    #expect(total == 1)
  }

  @Test("Bundles after a failed one in a lane are dropped with it and repeated in order")
  func bundlesOfALaneBehindAFailedOneFallWithItAndAreRepeatedInOrder() throws {
    let outstanding = Outstanding()
    let followed = Mutex<[UInt8]>([])
    let carrier = ToyCarrier([
      1: { input, _ in
        let value = Toys.values(input)[0]
        // Read once those before it are on their way: two that wait would be given to one bundle.
        if outstanding.count < Int(value) { return Toys.rest(value, resume: .now) }
        var finished = Toys.output([value])
        if value < 2 { finished.result.residuals = Toys.rest(value + 1, resume: .now).result.residuals }
        return finished
      },
      2: { input, _ in
        let values = Toys.values(input)
        let finished = Toys.nothing(
          settlement: outstanding.settlement(), afterCommit: [{ followed.withLock { $0 += values } }])
        switch outstanding.count {
        // Three are on their way. The last arrives, the first fails: none has happened.
        case 3:
          outstanding.succeed(2)
          outstanding.fail(0, RetryableError("not delivered", hadContact: true))
          #expect(followed.withLock { $0 } == [])
          outstanding.succeed(1)
        case 4...: outstanding.succeed(outstanding.count - 1)
        default: break
        }
        return finished
      },
    ])
    var plan = Toys.chain(("Read", .restrictions), ("Write", .elements))
    plan.stages[2].pipelineDepth = 3
    let job = SteppedJob(plan: plan, carrier: Carriage.chosen(carrier), options: Toys.options(), clock: ManualClock())
    #expect(try job.run() == .finished)
    #expect(followed.withLock { $0 } == [0, 1, 2])
    #expect(carrier.count("make s2") == carrier.count("tear s2"))
    #expect(carrier.count("make s2") > 1)
  }

  @Test("A running bundle is abandoned when an earlier one of its lane fails")
  func bundlesThatFallAreAbandoned() throws {
    let outstanding = Outstanding()
    let abandoned = Mutex<[Bool]>([])
    let carrier = ToyCarrier([
      1: { input, _ in
        var finished = Toys.output(Toys.values(input))
        if Toys.values(input) == [0] { finished.result.residuals = Toys.rest(1, resume: .now).result.residuals }
        return finished
      },
      2: { _, control in
        let settlement = outstanding.settlement()
        let number = outstanding.count
        if number == 1 { return Toys.nothing(settlement: settlement) }
        abandoned.withLock { $0.append(control.isAbandoned) }
        if number == 2 {
          outstanding.fail(0, RetryableError("first not delivered", hadContact: true))
          abandoned.withLock { $0.append(control.isAbandoned) }
          throw BundleAbandoned()
        }
        outstanding.succeed(number - 1)
        return Toys.nothing(settlement: settlement)
      },
    ])
    var plan = Toys.chain(("Read", .restrictions), ("Write", .elements))
    plan.stages[2].pipelineDepth = 2
    let job = SteppedJob(plan: plan, carrier: carrier, options: Toys.options(), clock: ManualClock())
    #expect(try job.run() == .finished)
    #expect(abandoned.withLock { $0 } == [false, true, false])
  }

  @Test("Bundles that failed one by one and succeed as one leave no status and no memory")
  func retriesThatSucceededAreForgotten() throws {
    let outstanding = Outstanding()
    let carrier = ToyCarrier([
      1: { input, _ in
        var finished = Toys.output(Toys.values(input))
        if Toys.values(input) == [0] { finished.result.residuals = Toys.rest(1, resume: .now).result.residuals }
        return finished
      },
      2: { _, _ in
        let settlement = outstanding.settlement()
        switch outstanding.count {
        case 1: break
        case 2:
          outstanding.fail(1, RetryableError("second not delivered", hadContact: true))
          outstanding.fail(0, RetryableError("first not delivered", hadContact: true))
        default: outstanding.succeed(outstanding.count - 1)
        }
        return Toys.nothing(settlement: settlement)
      },
    ])
    var plan = Toys.chain(("Read", .restrictions), ("Write", .elements))
    plan.stages[2].pipelineDepth = 2
    let job = SteppedJob(plan: plan, carrier: carrier, options: Toys.options(), clock: ManualClock())
    #expect(try job.run() == .finished)
    #expect(outstanding.count == 3)
    #expect(job.status.retries == [])
    #expect(job.status.settlingBundles == 0)
  }

  @Test("The number of settling bundles of a failed job goes down to zero")
  func settlingBundlesOfAFailedJobAreCountedDown() throws {
    let outstanding = Outstanding()
    let (entered, release) = (Gate(), Gate())
    let carrier = ToyCarrier([
      1: { _, _ in Toys.output([1], [2]) },
      2: { input, _ in
        if Toys.values(input) == [2] {
          entered.wait()
          throw Toys.Broken()
        }
        entered.open()
        release.wait()
        return Toys.nothing(settlement: outstanding.settlement())
      },
    ])
    var plan = Toys.chain(("Make", .elements), ("Write", .elements))
    plan.stages[2].kind = .restrictions
    let job = LocalJob(plan: plan, carrier: carrier, options: Toys.options(parallelism: 2))
    try job.start()
    #expect(throws: Toys.Broken()) { try job.waitForEnd() }
    release.open()
    waitUntil { outstanding.count == 1 }
    outstanding.succeed(0)
    #expect(throws: Toys.Broken()) { try job.wait() }
    #expect(job.status.settlingBundles == 0)
  }

  /// Not over a carrier that works aside: where two bundles run at once, one may pass the bound.
  @Test("No bundle starts at the limit") func atTheBoundNoBundleIsStarted() throws {
    let outstanding = Outstanding()
    let carrier = ToyCarrier([
      1: { _, _ in Toys.output([1], [2], [3]) }, 2: { _, _ in Toys.nothing(settlement: outstanding.settlement()) },
    ])
    var options = Toys.options()
    options.settling.bundles = 2
    var plan = Toys.chain(("Make", .elements), ("Write", .elements))
    plan.stages[2].kind = .restrictions
    let job = LocalJob(plan: plan, carrier: carrier, options: options)
    try job.start()
    waitUntil { job.status.settlingBundles == 2 }
    #expect(outstanding.count == 2)
    outstanding.succeed(0)
    waitUntil { outstanding.count == 3 }
    outstanding.succeed(1)
    outstanding.succeed(2)
    #expect(try job.wait() == .finished)
  }

  @Test("A failed executor is torn down after the deliveries of its other bundles")
  func aFailedExecutorWaitsForDeliveries() throws {
    let outstanding = Outstanding()
    let failures = Atomic(0)
    let carrier = ToyCarrier([
      1: { _, _ in Toys.output([1], [2]) },
      2: { input, _ in
        if Toys.values(input) == [1] { return Toys.nothing(settlement: outstanding.settlement()) }
        if failures.add(1, ordering: .relaxed).newValue == 1 { throw RetryableError("away", hadContact: true) }
        return Toys.nothing()
      },
    ])
    var plan = Toys.chain(("Make", .elements), ("Write", .elements))
    plan.stages[2].kind = .restrictions
    let job = LocalJob(plan: plan, carrier: carrier, options: Toys.options())
    try job.start()
    waitUntil { carrier.count("throw") == 1 && carrier.count("make s2") == 2 }
    let failed = try #require(carrier.log.first { $0.hasPrefix("throw") }).dropFirst("throw ".count)
    #expect(carrier.count("run \(failed)") == 2)
    #expect(carrier.count("tear \(failed)") == 0)
    outstanding.succeed(0)
    #expect(try job.wait() == .finished)
    #expect(carrier.count("tear \(failed)") == 1)
    #expect(carrier.count("make") == carrier.count("tear"))
  }

  @Test("Commit callbacks are called in order, after their commit and without the lock")
  func commitCallbacksAreCalledInOrder() throws {
    let seen = Mutex<[Int]>([])
    let job = Mutex<LocalJob?>(nil)
    let carrier = ToyCarrier([
      1: { input, _ in
        let value = Toys.values(input)[0]
        // With the lock held, `status` would never return.
        let follower: @Sendable () -> Void = {
          let commits = job.withLock { $0 }?.status.committedBundles ?? 0
          seen.withLock { $0.append(commits > Int(value) ? Int(value) : -1) }
        }
        return value < 20
          ? Toys.rest(value + 1, resume: .now, afterCommit: [follower]) : Toys.nothing(afterCommit: [follower])
      }
    ])
    let local = LocalJob(
      plan: Toys.chain(("Read", .restrictions)), carrier: Carriage.chosen(carrier), options: Toys.options())
    job.withLock { $0 = local }
    #expect(try local.run() == .finished)
    #expect(seen.withLock { $0 } == Array(0...20))
    job.withLock { $0 = nil }
  }
}
