import Beam
import Synchronization
import Testing

@testable import JoistRunner

/// What connectors check before a job and clean up behind it.
@Suite(.everyCarrier) struct JobHooksTests {
  private struct Missing: Error {}

  private final class Notes: Sendable {
    private let all = Mutex<[String]>([])
    func add(_ note: String) { all.withLock { $0.append(note) } }
    var list: [String] { all.withLock { $0 } }
  }

  private func run(_ notes: Notes, check: @escaping @Sendable () throws -> Void = {}, fails: Bool = false) -> String {
    let pipeline = Pipeline()
    pipeline.beforeStart { notes.add("first check") }
    pipeline.beforeStart(check)
    pipeline.afterEnd { notes.add("cleaned up, \($0 ? "well" : "failed")") }
    _ = pipeline.create(["x"]).map { (element: String) -> String in
      notes.add("element")
      if fails { throw Missing() }
      return element
    }
    let options = JobOptions(parallelism: 1, seed: 1, logger: Logger(label: "test", logLevel: .critical))
    do {
      return "\(try LocalJob(PreparedPipeline(pipeline).carried, options: options).run())"
    } catch {
      return "failed"
    }
  }

  @Test("The clean-ups of a job that finishes are told that it succeeded") func aJobThatFinishes() {
    let notes = Notes()
    #expect(run(notes) == "finished")
    #expect(notes.list == ["first check", "element", "cleaned up, well"])
  }

  @Test("The clean-ups of a job that fails are told that it failed") func aJobThatFails() {
    let notes = Notes()
    #expect(run(notes, fails: true) == "failed")
    #expect(notes.list == ["first check", "element", "cleaned up, failed"])
  }

  @Test("A job does not start if a check throws") func aCheckThatThrowsKeepsTheJobFromStarting() {
    let notes = Notes()
    #expect(run(notes, check: { throw Missing() }) == "failed")
    #expect(notes.list == ["first check", "cleaned up, failed"])
  }

  // MARK: Clean-ups in a hurry

  /// A job with three clean-ups that would wait 5 seconds each, and take what they are given.
  private final class HurryCase: Sendable {
    private let given = Mutex<[Int64]>([])
    private let made = Mutex<LocalJob?>(nil)

    /// The seconds that each was given.
    var waits: [Int64] { given.withLock { $0 } }

    /// - Parameter stopsInFirst: whether the job is to end now during the first of them.
    func makeJob(stopsInFirst: Bool = false) throws -> LocalJob {
      let (clock, pipeline) = (ManualClock(), Pipeline())
      for _ in 0..<3 {
        pipeline.afterEndInTime { [self] end in
          let wait = end.patience(.seconds(5)).components.seconds
          given.withLock { $0.append(wait) }
          if stopsInFirst { made.withLock { $0 }?.stopNow() }
          clock.advance(byMilliseconds: wait * 1_000)
        }
      }
      _ = pipeline.create(["x"]).map { $0 + "y" }
      let options = JobOptions(parallelism: 1, seed: 1, logger: Logger(label: "test", logLevel: .critical))
      let prepared = try PreparedPipeline(pipeline)
      let job = LocalJob(
        plan: prepared.plan, carrier: Carriage.chosen(prepared.carrier), options: options, clock: clock,
        hooks: prepared.hooks)
      made.withLock { $0 = job }
      return job
    }
  }

  @Test("The clean-ups of a job that finishes have no time limit") func nobodyHurriesTheCleanUpsOfAJobThatFinishes()
    throws
  {
    let hurry = HurryCase()
    #expect("\(try hurry.makeJob().run())" == "finished")
    #expect(hurry.waits == [5, 5, 5])
  }

  @Test("The clean-ups of a job that must end now share their time")
  func theCleanUpsOfAJobThatIsToEndNowShareTheirTime() throws {
    let hurry = HurryCase()
    let job = try hurry.makeJob()
    job.stopNow()
    #expect("\(try job.wait())" == "stopped")
    #expect(hurry.waits == [3, 0, 0])
  }

  @Test("A stop during clean-ups waits for them") func whoStopsNowDuringCleanUpsWaitsForThem() throws {
    let hurry = HurryCase()
    #expect("\(try hurry.makeJob(stopsInFirst: true).run())" == "finished")
    #expect(hurry.waits == [5, 3, 0])
  }

  @Test("Clean-ups are told the outcome of a finished job that must end now")
  func aFinishedJobThatIsToEndNow() throws {
    let (following, release, notes) = (Gate(), Gate(), Notes())
    let carrier = ToyCarrier([
      1: { _, _ in
        Toys.nothing(afterCommit: [
          {
            following.open()
            release.wait()
          }
        ])
      }
    ])
    let pipeline = Pipeline()
    pipeline.afterEnd { notes.add("cleaned up, \($0 ? "well" : "failed")") }
    let job = LocalJob(
      plan: Toys.chain(("Write", .elements)), carrier: Carriage.chosen(carrier), options: Toys.options(),
      hooks: JobHooks(pipeline))
    try job.start()
    following.wait()
    job.stopNow()
    #expect(try job.wait() == .finished)
    release.open()
    #expect(notes.list == ["cleaned up, well"])
  }

  /// What a process that was told twice to end has, is enough for what may be waited for.
  @Test("Clean-ups end before the process is ended") func cleanUpsEndBeforeTheProcessIsEnded() {
    let longestUnderWay: Int64 = 5_000_000_000
    #expect(longestUnderWay + JobCore.hurriedCleanUp < Int64(InterruptWatch.secondsToEnd) * 1_000_000_000)
  }
}
