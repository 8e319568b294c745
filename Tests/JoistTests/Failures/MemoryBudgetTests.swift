import Joist
import JoistRunner
import Testing

/// A job that needs more memory than it may take ends, and says who has it.
@Suite struct MemoryBudgetTests {
  /// Ten times the budget, all under one key.
  @Test("A key larger than the memory budget fails the job", .timeLimit(.minutes(2)), arguments: [1, 2])
  func aKeyLargerThanTheBudgetEndsTheJob(parallelism: Int) throws {
    let budget = 16_000_000
    let text = String(repeating: "x", count: 1_000)
    let pipeline = Pipeline()
    _ = pipeline.create(0..<(budget * 10 / 100_000))
      .flatMap("Fill") { _ in repeatElement(text, count: 100) }
      .map { KV("all", $0) }.groupByKey("Gather").map { $0.value.count }
    let logger = Logger(label: "test", logLevel: .critical)
    let job = try LocalJob(pipeline, options: JobOptions(parallelism: parallelism, memory: budget, logger: logger))
    let failure = try #require(throws: JobFailure.self) { try job.run() }
    let message = "\(failure)"
    #expect(message.hasPrefix("out of memory: "), "\(message)")
    #expect(message.contains("its budget of 16.0 MB: "), "\(message)")
    #expect(message.contains("(tables of Gather "), "\(message)")
    #expect(message.contains("raise --memory, or use shorter windows, less lateness or fewer keys"), "\(message)")
    #expect(job.status.phase == .failed(message))
  }
}
