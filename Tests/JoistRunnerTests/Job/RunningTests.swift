import Beam
import BeamWorker
import JoistPlan
import JoistRunner
import Synchronization
import Testing

@Suite(.everyCarrier) struct RunningTests {
  @Test("Elements pass through all stages") func elementsGoThroughAllStages() throws {
    let carrier = ToyCarrier([
      1: { input, _ in
        #expect(Toys.values(input) == [0])
        return Toys.output([1, 2, 3], counters: [StepCounter(step: "Make", elementsIn: 1, elementsOut: 3)])
      },
      2: { input, _ in
        #expect(Toys.values(input) == [1, 2, 3])
        return Toys.nothing(counters: [StepCounter(step: "Write", elementsIn: 3, elementsOut: 0)])
      },
    ])
    let plan = Toys.chain(("Make", .elements), ("Write", .elements))
    let job = SteppedJob(plan: plan, carrier: Carriage.chosen(carrier), options: Toys.options(), clock: ManualClock())
    #expect(try job.runUntilIdle() == .finished)
    let status = job.status
    #expect(status.phase == .finished)
    #expect(status.steps.map(\.path) == ["Impulse", "Make", "Write"])
    #expect(status.steps.suffix(2).map(\.elementsOut) == [3, 0])
    #expect(status.steps.last?.elementsIn == 3)
    #expect(status.steps.last?.watermark == EventTime.max)
    #expect(carrier.log == ["make s1#1", "run s1#1", "make s2#2", "run s2#2", "tear s1#1", "tear s2#2"])
  }

  @Test("An executor is reused for bundles of its stage") func anExecutorIsUsedAgainForBundlesOfItsStage() throws {
    let carrier = ToyCarrier([
      1: { input, _ in
        let value = Toys.values(input)[0]
        return value < 3 ? Toys.rest(value + 1, resume: .now) : Toys.nothing()
      }
    ])
    let job = SteppedJob(
      plan: Toys.chain(("Count", .restrictions)), carrier: Carriage.chosen(carrier), options: Toys.options(),
      clock: ManualClock())
    #expect(try job.runUntilIdle() == .finished)
    #expect(carrier.log == ["make s1#1", "run s1#1", "run s1#1", "run s1#1", "run s1#1", "tear s1#1"])
  }

  @Test("A delay waits for the clock") func aDelayWaitsForTheClock() throws {
    let carrier = ToyCarrier([
      1: { input, _ in
        Toys.values(input) == [0] ? Toys.rest(1, resume: .after(milliseconds: 500)) : Toys.nothing()
      }
    ])
    let clock = ManualClock(at: 1000)
    let job = SteppedJob(
      plan: Toys.chain(("Poll", .restrictions)), carrier: Carriage.chosen(carrier), options: Toys.options(),
      clock: clock)
    #expect(try job.runUntilIdle() == nil)
    #expect(job.nextWakeUp == 1500)
    clock.advance(byMilliseconds: 499)
    #expect(try job.runUntilIdle() == nil)
    clock.advance(byMilliseconds: 1)
    #expect(try job.runUntilIdle() == .finished)
    #expect(carrier.count("run") == 2)
  }

  @Test("The memory of executors counts toward the job's memory until they are torn down")
  func keptMemoryCounts() throws {
    let calls = Atomic(0)
    let carrier = ToyCarrier(
      [
        1: { _, _ in
          if calls.add(1, ordering: .relaxed).newValue == 2 { throw RetryableError("away", hadContact: true) }
          return Toys.rest(1, resume: .after(milliseconds: 1_000), isBounded: false)
        }
      ], keptMemory: 4_321)
    let clock = ManualClock()
    let job = SteppedJob(
      plan: Toys.chain(("Poll", .restrictions)), carrier: Carriage.chosen(carrier), options: Toys.options(),
      clock: clock)
    var kept: Int? { job.status.memory.owners.first { $0.name == "buffers of Poll" }?.bytes }
    #expect(try job.runUntilIdle() == nil)
    #expect(kept == 4_321)
    clock.advance(byMilliseconds: 1_000)
    #expect(try job.runUntilIdle() == nil)
    #expect(kept == nil)
    clock.advance(byMilliseconds: 1_000)
    #expect(try job.runUntilIdle() == nil)
    #expect(kept == 4_321)
  }

  @Test("A source wakes its residual") func aSourceWakesItsResidual() throws {
    let carrier = ToyCarrier([
      1: { input, control in
        guard Toys.values(input) == [0] else { return Toys.nothing() }
        let wake = control.wake
        return Toys.rest(
          1, resume: .wake(token: 9, atMostMilliseconds: 60_000), afterCommit: [{ wake(9) }])
      }
    ])
    let clock = ManualClock(at: 1000)
    let job = SteppedJob(
      plan: Toys.chain(("Poll", .restrictions)), carrier: Carriage.chosen(carrier), options: Toys.options(),
      clock: clock)
    #expect(try job.runUntilIdle() == .finished)
    #expect(clock.processingTime == 1000)
    #expect(carrier.count("run") == 2)
  }

  @Test("A stepped job moves the clock from one wake-up to the next") func theClockIsMovedFromWakeUpToWakeUp() throws {
    let carrier = ToyCarrier([
      1: { input, _ in
        let value = Toys.values(input)[0]
        return value < 10 ? Toys.rest(value + 1, resume: .after(milliseconds: 60_000)) : Toys.nothing()
      }
    ])
    let clock = ManualClock(at: 0)
    let job = SteppedJob(
      plan: Toys.chain(("Poll", .restrictions)), carrier: Carriage.chosen(carrier), options: Toys.options(),
      clock: clock)
    #expect(try job.run() == .finished)
    #expect(clock.processingTime == 600_000)
  }
}
