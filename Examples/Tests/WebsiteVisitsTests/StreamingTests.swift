import Foundation
import Joist
import JoistKafka
import Testing

@testable import WebsiteVisits

/// The project's Python, whose Kafka client has nothing of Joist in it.
private let python = ProcessInfo.processInfo.environment["JOIST_TEST_PYTHON"].flatMap { $0.isEmpty ? nil : $0 }

@Suite(
  "The program, from Kafka to Kafka",
  .enabled(if: python != nil, "JOIST_TEST_PYTHON names no interpreter; scripts/python-environment makes one"))
struct StreamingTests {
  /// Visits that are written at once.
  private static let visits = 4_000

  /// Nothing is lost and nothing overtakes: every visit at least once, those of one partition in the order in which they
  /// came, every other record among the dead letters.
  @Test func bundlesThatFailLoseNothingAndKeepTheOrder() async throws {
    let tool = try Tool()
    let brokers = try tool.run("up").trimmingCharacters(in: .newlines)
    let program = try WebsiteVisits.parse(["--brokers", brokers])

    // The program's pipeline, with one step more.
    let counts = Stumble<KafkaRecord>.Counts()
    let pipeline = Pipeline()
    let records = pipeline.readKafka("ReadVisits", program.topics.source)
    program.write(records: records.parDo("Stumble", Stumble(counts: counts, stride: 4)).main)
    var options = JobOptions(parallelism: 2, logger: Logger(label: "test", logLevel: .critical))
    options.retries.firstPause = 10
    options.retries.longestPause = 50
    let job = try LocalRunner(options: options).start(pipeline)
    defer { job.stop() }

    // While it runs, so that bundles are many and small, and more of them until enough have failed. Each visit has a time of its
    // own, by which it is known again; each part of the visits has a day.
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
