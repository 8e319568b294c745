import Foundation
import Joist
import JoistKafka
import Testing
import ToolSupport

@testable import PageStatistics

/// The third tier: the whole program, on the broker of `joist up`.
@Suite("The program, from topic to topic") struct ProgramTests {
  private func visit(second: Int) -> String {
    #"{"http_request":"GET / HTTP/1.1","http_response":200,"file_size_bytes":7,"event_ts":\#(second * 1000)}"# + "\n"
  }

  @Test("A minute is written once the watermark has passed it") func minute() async throws {
    let tool = try Tool()
    let brokers = try tool.run("up", "--port", "0", "--topics", "visits:1,statistics:1,broken:1")
      .trimmingCharacters(in: .newlines)
    let program = try PageStatistics.parse([
      "--brokers", brokers, "--input", "visits", "--output", "statistics", "--dead-letters", "broken",
    ])
    let pipeline = Pipeline()
    program.build(pipeline)
    let options = JobOptions(parallelism: 2, logger: Logger(label: "test", logLevel: .critical))
    let job = try LocalRunner(options: options).start(pipeline)
    defer { job.stop() }

    // The last visit moves the watermark to the tenth second before it, and so past the first minute.
    try tool.run("produce", "visits", input: visit(second: 5) + "nonsense\n" + visit(second: 30) + visit(second: 75))
    var written = ""
    let deadline = ContinuousClock.now + .seconds(60)
    while written.isEmpty, ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(50))
      written = try tool.run("consume", "statistics", "--keys")
    }
    job.stop()
    #expect(try await job.outcome() == .stopped)
    #expect(
      written
        == "/\t" + #"{"page":"/","minute":"1970-01-01T00:00:00.000Z","visits":2,"errors":0,"bytes":14,"largest":7}"#
        + "\n")
    #expect(try tool.run("consume", "broken") == "nonsense\n")
  }
}
