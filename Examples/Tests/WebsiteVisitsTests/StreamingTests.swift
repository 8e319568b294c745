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
  private static let visits = 4_000

  /// Nothing is lost and nothing overtakes: every visit at least once, those of one partition in the order in which they
  /// came, every other record among the dead letters.
  @Test func bundlesThatFailLoseNothingAndKeepTheOrder() async throws {
    let tool = Tool()
    let brokers = try tool.run("up").trimmingCharacters(in: .newlines)
    let program = try WebsiteVisits.parse(["--brokers", brokers])

    // The program's pipeline, with one step more.
    let counts = Stumble<KafkaRecord>.Counts()
    let pipeline = Pipeline()
    let records = pipeline.readKafka("ReadVisits", program.topics.source)
    program.write(records: records.parDo("Stumble", Stumble(counts: counts, elementStride: 211, endStride: 8)).main)
    var options = JobOptions(parallelism: 2, logger: Logger(label: "test", logLevel: .critical))
    options.retries.firstPause = 10
    options.retries.longestPause = 50
    let job = try LocalRunner(options: options).start(pipeline)

    // While it runs, so that bundles are many and small; with a time of its own for each visit, by which it is known again.
    let visits = try tool.start([
      "datagen", "--brokers", brokers, "--count", "\(Self.visits)", "--rate", "2000", "--num-users", "500",
      "--start-time", "2024-01-01T00:00:00Z", "--malformed-share", "0.05", "--empty-share", "0.05",
    ])
    try Tool.finish(visits)
    let deadline = ContinuousClock.now + .seconds(120)
    while counts.committed.load(ordering: .relaxed) < Self.visits, job.status.phase == .running,
      ContinuousClock.now < deadline
    { try await Task.sleep(for: .milliseconds(10)) }
    job.stop()
    #expect(try await job.outcome() == .stopped)

    #expect(counts.committed.load(ordering: .relaxed) == Self.visits)
    #expect(counts.fallsInside.load(ordering: .relaxed) >= 5)
    #expect(counts.fallsAtEnds.load(ordering: .relaxed) >= 5)
    let repository = URL(filePath: #filePath).appending(path: "../../../..").standardized
    try Tool.finish(
      Tool.start(
        URL(filePath: python ?? ""),
        [repository.appending(path: "scripts/check-visits").path, "--at-least-once", brokers]))
  }
}
