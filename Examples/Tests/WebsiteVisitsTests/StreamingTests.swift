import Foundation
import Joist
import JoistKafka
import Testing
import ToolSupport

@testable import WebsiteVisits

/// The project's Python, with a Kafka client that is independent of Joist.
private let python = ProcessInfo.processInfo.environment["JOIST_TEST_PYTHON"].flatMap { $0.isEmpty ? nil : $0 }

@Suite(
  "The program, from Kafka to Kafka",
  .enabled(if: python != nil, "JOIST_TEST_PYTHON names no interpreter; scripts/python-environment makes one"))
struct StreamingTests {
  /// The number of visits written at once.
  private static let visits = 4_000

  /// Every visit is written at least once, visits of one partition are in order, and other records are dead letters.
  @Test("Failing bundles lose no records and keep their order") func failingBundles() async throws {
    let tool = try Tool()
    let brokers = try tool.run("up").trimmingCharacters(in: .newlines)
    let program = try WebsiteVisits.parse(["--brokers", brokers])

    // The program's pipeline with an additional step.
    let counts = Stumble<KafkaRecord>.Counts()
    let pipeline = Pipeline()
    let records = pipeline.readKafka("ReadVisits", program.topics.source)
    program.write(records: records.parDo("Stumble", Stumble(counts: counts, stride: 4)).main)
    var options = JobOptions(parallelism: 2, logger: Logger(label: "test", logLevel: .critical))
    options.retries.firstPause = 10
    options.retries.longestPause = 50
    let job = try LocalRunner(options: options).start(pipeline)
    defer { job.stop() }

    // Visits are written while the job runs, so that bundles are many and small, until enough have failed. Each visit
    // has a unique time, which identifies it; each batch of visits has its own day.
    let falls = { min(counts.fallsInside.load(ordering: .relaxed), counts.fallsAtEnds.load(ordering: .relaxed)) }
    var written = 0
    for day in 10..<30 where falls() < 5 && counts.committed.load(ordering: .relaxed) == written {
      try tool.run(
        "datagen", "--brokers", brokers, "--count", "\(Self.visits)", "--rate", "2000", "--num-users", "500",
        "--start-time", "2024-01-\(day)T00:00:00Z", "--malformed-share", "0.05", "--empty-share", "0.05")
      written += Self.visits
      let deadline = ContinuousClock.now + .seconds(120)
      while counts.committed.load(ordering: .relaxed) < written, job.status.phase == .running,
        ContinuousClock.now < deadline
      { try await Task.sleep(for: .milliseconds(10)) }
    }
    job.stop()
    #expect(try await job.outcome() == .stopped)

    #expect(counts.committed.load(ordering: .relaxed) == written)
    #expect(falls() >= 5)
    let repository = URL(filePath: #filePath).appending(path: "../../../..").standardized
    try Tool.run(
      URL(filePath: python ?? ""),
      [repository.appending(path: "scripts/check-visits").path, "--at-least-once", brokers])
  }
}
