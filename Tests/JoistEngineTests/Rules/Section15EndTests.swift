import JoistEngine
import JoistPlan
import Testing

/// §15 and §16: the end of a bounded job, expiry, and stopping.
@Suite struct Section15EndTests {
  private let window = Window(start: 10, end: 20)

  @Test("A bounded job fires every window at its end")
  func boundedJob() throws {
    let engine = TestEngine(Plans.readAndGroup(Grouping(content: .values, allowedLateness: Int64.max)))
    try engine.split(1)
    let read = try engine.bundle()
    engine.commit(
      read,
      [
        .records([
          Make.records([(key: [1], value: [1])], window: window, minTime: 12),
          Make.records([(key: [1], value: [2])], window: .global, minTime: 12),
        ])
      ])
    var windows: [Window] = []
    try engine.run { stage, task in
      windows += try task.blocks.flatMap(\.contexts).flatMap(\.windows)
      return ([], [])
    }
    #expect(windows == [window, .global])
    #expect(engine.progress == .finished)
    #expect(try engine.status("Group").heldWindows == 0)
  }

  @Test("The expiry of a window is at most the end of the global window")
  func expiry() {
    #expect(window.expiry(allowedLateness: 100) == 119)
    #expect(window.expiry(allowedLateness: Int64.max) == EventTime.endOfGlobalWindow)
    #expect(Window.global.expiry(allowedLateness: 5) == EventTime.endOfGlobalWindow)
    let behind = Window(start: 0, end: EventTime.endOfGlobalWindow + 10)
    #expect(behind.expiry(allowedLateness: 5) == behind.maxTimestamp)
  }

  @Test("A delay is processing time even at the end of event time")
  func delayAtTheEnd() throws {
    let engine = TestEngine(Plans.readAndWrite())
    try engine.split(1)
    let task = try engine.bundle()
    engine.commit(task, left: [try task.residual(EventTime.max, resume: .after(milliseconds: 10))])
    #expect(engine.isIdle)
    #expect(engine.progress == .running)
    engine.now = 10
    engine.commit(try engine.bundle())
    #expect(engine.progress == .finished)
  }

  @Test("A plan without stages is finished at once")
  func emptyPlan() {
    #expect(TestEngine(Plan(stages: [], edges: [])).progress == .finished)
  }

  @Test("A job that stops reads nothing new and fires no window")
  func stopping() throws {
    let engine = TestEngine(Plans.readAndGroup(Grouping(content: .values)), EngineOptions(parallelism: 2))
    try engine.split(2)
    try engine.begin(2, watermark: 10)
    let running = try engine.bundle()
    engine.stop()
    #expect(engine.isIdle)
    #expect(engine.progress == .running)
    let record = Make.records([(key: [1], value: [1])], window: window, minTime: 12)
    engine.commit(running, [.records([record])], left: [try running.residual(50)])
    // What was read is grouped, but its window, which is not complete, does not fire.
    #expect(try engine.group().elementsOut == 0)
    #expect(engine.isIdle)
    #expect(engine.progress == .stopped)
    #expect(engine.nextWakeUp == nil)
    #expect(try engine.status("Group").heldWindows == 1)
  }

  @Test("A job that stops waits for its settling bundles")
  func stoppingSettles() throws {
    let engine = TestEngine(Plans.readAndWrite())
    try engine.split(1)
    let read = try engine.bundle()
    engine.settle(read)
    engine.stop()
    #expect(engine.progress == .running)
    engine.commitSettled(read)
    #expect(engine.progress == .finished)
  }

  @Test("A job that stops does not wait for retries")
  func stoppingRetries() throws {
    let engine = TestEngine(Plans.readAndWrite())
    try engine.split(1)
    let read = try engine.bundle()
    engine.commit(read, [.elements([Make.block([[1]])])])
    engine.fail(try engine.bundle(), retryAt: 1_000_000)
    engine.stop()
    #expect(engine.progress == .stopped)
  }

  @Test("A bounded job that was stopped before its end is not finished")
  func stoppedJob() throws {
    let engine = TestEngine(Plans.readAndWrite())
    try engine.split(2)
    engine.stop()
    #expect(engine.isIdle)
    #expect(engine.progress == .stopped)
  }
}
