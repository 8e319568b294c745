import BeamWorker
import JoistPlan
import JoistRunner
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct ThreadsTests {
  /// Not over a carrier that works aside, whose one thread runs the functions of all bundles.
  @Test("Bundles run at the same time") func bundlesRunAtTheSameTime() throws {
    let (first, second) = (Gate(), Gate())
    let carrier = ToyCarrier([
      1: { _, _ in Toys.output([1], [2]) },
      2: { input, _ in
        // Each waits for the other: one thread alone would never come to an end.
        let (own, other) = Toys.values(input) == [1] ? (first, second) : (second, first)
        own.open()
        other.wait()
        return Toys.nothing()
      },
    ])
    var plan = Toys.chain(("Make", .elements), ("Meet", .elements))
    plan.stages[2].kind = .restrictions
    let job = LocalJob(plan: plan, carrier: carrier, options: Toys.options(parallelism: 2))
    #expect(try job.run() == .finished)
    #expect(carrier.count("make s2") == 2)
  }

  @Test("Many bundles run on many threads", .everyCarrier) func manyBundlesOnManyThreads() throws {
    let sum = Atomic(0)
    let carrier = ToyCarrier([
      1: { input, _ in
        let value = Toys.values(input)[0]
        var finished = Toys.output([value])
        if value < 200 {
          finished.result.residuals = Toys.rest(value + 1, resume: .now).result.residuals
        }
        return finished
      },
      2: { input, _ in
        sum.add(Toys.values(input).reduce(0) { $0 + Int($1) }, ordering: .relaxed)
        return Toys.nothing()
      },
    ])
    let plan = Toys.chain(("Count", .restrictions), ("Sum", .elements))
    let job = LocalJob(plan: plan, carrier: Carriage.chosen(carrier), options: Toys.options(parallelism: 8))
    #expect(try job.run() == .finished)
    let total = sum.load(ordering: .relaxed)
    #expect(total == 200 * 201 / 2)
  }

  @Test("A wake-up from another thread starts the bundle", .everyCarrier) func aWakeFromAnotherThreadStartsTheBundle()
    throws
  {
    let waker = Mutex<(@Sendable (UInt64) -> Void)?>(nil)
    let armed = Gate()
    let carrier = ToyCarrier([
      1: { input, control in
        guard Toys.values(input) == [0] else { return Toys.nothing() }
        waker.withLock { $0 = control.wake }
        return Toys.rest(
          1, resume: .wake(token: 3, atMostMilliseconds: 3_600_000), afterCommit: [{ armed.open() }])
      }
    ])
    let job = LocalJob(
      plan: Toys.chain(("Poll", .restrictions)), carrier: Carriage.chosen(carrier),
      options: Toys.options(parallelism: 2))
    try job.start()
    armed.wait()
    waker.withLock { $0 }?(3)
    #expect(try job.wait() == .finished)
  }

  /// Only the threads of the job are watched.
  @Test("The log names the step of a slow element") func anElementThatTakesLongIsNamed() throws {
    let named = Gate()
    let log = LogKeeper { if $0.message == "an element is taking a long time" { named.open() } }
    let carrier = ToyCarrier([
      1: { _, _ in
        named.wait()
        return Toys.nothing()
      }
    ])
    var options = Toys.options(log)
    options.slowElement = 1_000_000
    let job = LocalJob(plan: Toys.chain(("Slow", .elements)), carrier: carrier, options: options)
    #expect(try job.run() == .finished)
    #expect(log.values("step", of: "an element is taking a long time") == ["Slow"])
  }
}
