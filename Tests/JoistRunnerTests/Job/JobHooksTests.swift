import Beam
import Synchronization
import Testing

@testable import JoistRunner

/// What connectors check before a job and clean up behind it.
@Suite struct JobHooksTests {
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
      return "\(try LocalJob(pipeline, options: options).run())"
    } catch {
      return "failed"
    }
  }

  @Test func aJobThatFinishes() {
    let notes = Notes()
    #expect(run(notes) == "finished")
    #expect(notes.list == ["first check", "element", "cleaned up, well"])
  }

  @Test func aJobThatFails() {
    let notes = Notes()
    #expect(run(notes, fails: true) == "failed")
    #expect(notes.list == ["first check", "element", "cleaned up, failed"])
  }

  @Test func aCheckThatThrowsKeepsTheJobFromStarting() {
    let notes = Notes()
    #expect(run(notes, check: { throw Missing() }) == "failed")
    #expect(notes.list == ["first check", "cleaned up, failed"])
  }
}
