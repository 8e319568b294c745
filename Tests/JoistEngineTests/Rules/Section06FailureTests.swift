import JoistEngine
import JoistPlan
import Testing

/// §6: nothing of a bundle that did not commit reaches the engine, and it is repeated as it was.
@Suite struct Section06FailureTests {
  @Test("A failed bundle changes nothing, and is repeated with the same blocks")
  func noTrace() throws {
    let engine = TestEngine(Plans.readAndWrite())
    try engine.split(1)
    try engine.begin(1, watermark: 10)
    let read = try engine.bundle()
    engine.commit(
      read, [.elements([Make.block([[1]], time: 10), Make.block([[2]], time: 11)])], left: [try read.residual(20)])
    let before = engine.coordinator.status()
    let write = try engine.bundle()
    #expect(engine.fail(write).dropped == [write.id])
    #expect(engine.coordinator.status() == before)
    let again = try engine.bundle()
    #expect(try zip(again.blocks, write.blocks).allSatisfy { $0 === $1 })
    #expect(try again.elements == [[1], [2]])
  }

  @Test("A failed restriction is repeated with its watermark and lane")
  func failedRestriction() throws {
    let engine = TestEngine(Plans.readAndWrite())
    try engine.split(1)
    let fresh = try engine.bundle()
    engine.fail(fresh)
    let again = try engine.bundle()
    #expect(try again.restriction.watermark == EventTime.min)
    engine.commit(again, left: [try again.residual(30)])
    let third = try engine.bundle()
    engine.fail(third)
    #expect(try engine.watermarks("Read") == [EventTime.max, 30])
    let fourth = try engine.bundle()
    #expect(try fourth.restriction.watermark == 30)
    #expect(try fourth.restriction.lane == fresh.restriction.lane)
  }

  @Test("A failed bundle waits for the time of its retry")
  func retryTime() throws {
    let engine = TestEngine(Plans.readAndWrite())
    try engine.split(1)
    let read = try engine.bundle()
    engine.commit(read, [.elements([Make.block([[1]])])])
    engine.fail(try engine.bundle(), retryAt: 200)
    #expect(engine.isIdle)
    #expect(engine.nextWakeUp == 200)
    #expect(engine.progress == .running)
    engine.now = 200
    #expect(try engine.bundle().elements == [[1]])
  }

  @Test("Later bundles of a lane are aborted with a failed one")
  func laterBundles() throws {
    let engine = TestEngine(Plans.readAndWrite(depth: 3), EngineOptions(parallelism: 4))
    try engine.split(1)
    let first = try engine.bundle()
    engine.settle(first, left: [try first.residual(10)])
    let second = try engine.bundle()
    engine.settle(second, left: [try second.residual(20)])
    let third = try engine.bundle()
    #expect(engine.fail(first).dropped == [first.id, second.id, third.id])
    // Two of them are still at work; nothing is repeated before they have ended.
    #expect(engine.isIdle)
    #expect(engine.commitSettled(second) == dropped(second))
    #expect(engine.isIdle)
    #expect(engine.commit(third) == dropped(third))
    let again = try engine.bundle()
    #expect(try again.restriction.watermark == EventTime.min)
    #expect(try engine.watermarks("Read") == [EventTime.min, EventTime.min])
    engine.commit(again)
  }

  @Test("Elements of aborted bundles are repeated in order")
  func abortedElements() throws {
    let engine = TestEngine(Plans.readAndWrite(depth: 2), EngineOptions(bundleElements: 1))
    try engine.split(1)
    let read = try engine.bundle()
    engine.commit(read, [.elements([1, 2, 3].map { Make.block([[$0]]) })])
    let first = try engine.bundle()
    engine.settle(first)
    let second = try engine.bundle()
    #expect(try second.elements == [[2]])
    engine.fail(first)
    engine.fail(second)
    for expected: UInt8 in [1, 2, 3] {
      let task = try engine.bundle()
      #expect(try task.elements == [[expected]])
      engine.commit(task)
    }
    #expect(engine.progress == .finished)
  }

  @Test("A failure does not affect an earlier bundle of the lane that settles")
  func earlierBundle() throws {
    let engine = TestEngine(Plans.readAndWrite(depth: 2))
    try engine.split(1)
    let first = try engine.bundle()
    engine.settle(first, left: [try first.residual(10)])
    let second = try engine.bundle()
    engine.fail(second)
    #expect(engine.isIdle)
    #expect(engine.commitSettled(first).committed == [first.id])
    #expect(try engine.watermarks("Read") == [EventTime.max, 10])
    let again = try engine.bundle()
    #expect(try again.restriction.watermark == 10)
    engine.commit(again)
    #expect(engine.progress == .finished)
    #expect(engine.memory("blocks between stages") == 0)
  }

  private func dropped(_ task: BundleTask) -> Outcome {
    var outcome = Outcome()
    outcome.dropped = [task.id]
    return outcome
  }
}
