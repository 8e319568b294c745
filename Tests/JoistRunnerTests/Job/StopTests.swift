import BeamWorker
import JoistPlan
import JoistRunner
import Synchronization
import Testing

@Suite(.everyCarrier, .timeLimit(.minutes(1))) struct StopTests {
  @Test("A stopped job reads no more input") func aStoppedJobReadsNothingMore() throws {
    let log = LogKeeper()
    let carrier = ToyCarrier([1: { _, _ in Toys.rest(1, resume: .after(milliseconds: 10), isBounded: false) }])
    let clock = ManualClock()
    let job = SteppedJob(
      plan: Toys.chain(("Read", .restrictions)), carrier: Carriage.chosen(carrier), options: Toys.options(log),
      clock: clock)
    #expect(try job.runUntilIdle() == nil)
    job.stop()
    job.stop()
    clock.advance(byMilliseconds: 1000)
    #expect(try job.runUntilIdle() == .stopped)
    #expect(carrier.count("run") == 1)
    #expect(job.status.phase == .stopped)
    #expect(log.messages.filter { $0.hasPrefix("job is stopping") }.count == 1)
  }

  @Test("A running bundle is asked to end, and its commit callbacks are called")
  func aRunningBundleIsAskedToEnd() throws {
    let started = Gate()
    let followed = Atomic(false)
    let carrier = ToyCarrier([
      1: { _, control in
        started.open()
        while !control.shouldEnd(elements: 0, outputBytes: 0) {}
        return Toys.rest(
          1, resume: .now, isBounded: false, afterCommit: [{ followed.store(true, ordering: .relaxed) }])
      }
    ])
    let job = LocalJob(
      plan: Toys.chain(("Read", .restrictions)), carrier: Carriage.chosen(carrier), options: Toys.options())
    try job.start()
    started.wait()
    job.stop()
    #expect(try job.wait() == .stopped)
    let wasFollowed = followed.load(ordering: .relaxed)
    #expect(wasFollowed)
    #expect(carrier.count("tear") == 1)
  }

  @Test("A stepped job waits for a restriction that resumes in centuries")
  func centuriesPass() throws {
    let carrier = ToyCarrier([
      1: { input, _ in
        Toys.values(input) == [1] ? Toys.nothing() : Toys.rest(1, resume: .after(milliseconds: 300 * 365 * 86_400_000))
      }
    ])
    let job = SteppedJob(
      plan: Toys.chain(("Read", .restrictions)), carrier: carrier, options: Toys.options(), clock: ManualClock())
    #expect(try job.run() == .finished)
    #expect(carrier.count("run") == 2)
  }

  @Test("A combiner that waits for its retry does not delay a stopped job")
  func stoppedCombinersKeepNobody() throws {
    let (started, release) = (Gate(), Gate())
    let followed = Atomic(false)
    let plan = Plan(
      stages: [
        Stage(kind: .impulse, name: "Impulse", inputs: [], outputs: [EdgeID(0), EdgeID(1)]),
        Stage(kind: .elements, name: "Pair", inputs: [EdgeID(0)], outputs: [EdgeID(2)]),
        Stage(kind: .elements, name: "Slow", inputs: [EdgeID(1)], outputs: []),
        Stage(kind: .grouping(Grouping(content: .accumulators)), name: "Sum", inputs: [EdgeID(2)], outputs: []),
      ],
      edges: [
        Edge(producer: StageID(0), consumer: StageID(1), kind: .elements),
        Edge(producer: StageID(0), consumer: StageID(2), kind: .elements),
        Edge(producer: StageID(1), consumer: StageID(3), kind: .keyed),
      ])
    let carrier = FailingCombiner(
      ToyCarrier([
        1: { _, _ in
          started.wait()
          return FinishedBundle(
            result: BundleResult(outputs: [.records([FailingCombiner.records])], elementsIn: 1), counters: [])
        },
        2: { _, _ in
          started.open()
          release.wait()
          return Toys.nothing(afterCommit: [{ followed.store(true, ordering: .relaxed) }])
        },
      ]))
    let job = LocalJob(plan: plan, carrier: carrier, options: Toys.options(parallelism: 2))
    try job.start()
    waitUntil { !job.status.retries.isEmpty }
    job.stop()
    waitUntil { job.status.retries.isEmpty }
    #expect(job.status.phase == .stopping)
    release.open()
    #expect(try job.wait() == .stopped)
    let wasFollowed = followed.load(ordering: .relaxed)
    #expect(wasFollowed)
  }

  @Test("stopNow waits for nothing") func stopNowWaitsForNobody() throws {
    let (started, release) = (Gate(), Gate())
    let carrier = ToyCarrier([
      1: { _, _ in
        started.open()
        release.wait()
        return Toys.nothing()
      }
    ])
    let job = LocalJob(
      plan: Toys.chain(("Hang", .elements)), carrier: Carriage.chosen(carrier), options: Toys.options())
    try job.start()
    started.wait()
    job.stop()
    job.stopNow()
    #expect(try job.wait() == .stopped)
    release.open()
  }

  /// Not over a carrier that works aside, whose one thread would hang before the failure.
  @Test("A failed job waits only a limited time for functions that hang")
  func aFailedJobWaitsOnlySoLongForFunctionsThatHang() throws {
    let (hanging, release) = (Gate(), Gate())
    let carrier = ToyCarrier([
      1: { _, _ in Toys.output([1], [2]) },
      2: { input, _ in
        if Toys.values(input) == [1] {
          hanging.open()
          release.wait()
          return Toys.nothing()
        }
        hanging.wait()
        throw Toys.Broken()
      },
    ])
    var options = Toys.options(parallelism: 2)
    options.windDown = 1_000_000
    var plan = Toys.chain(("Make", .elements), ("Hang", .elements))
    plan.stages[2].kind = .restrictions
    let job = LocalJob(plan: plan, carrier: carrier, options: options)
    #expect(throws: Toys.Broken()) { try job.run() }
    release.open()
  }
}
