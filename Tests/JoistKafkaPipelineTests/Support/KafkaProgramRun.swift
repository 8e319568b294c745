import KafkaTestSupport
import TestSupport

extension ProgramRun {
  /// Starts the test program for Kafka, whose output nobody needs.
  convenience init(
    _ mode: String, on cluster: TestCluster, _ input: String, _ output: String, group: String, _ more: [String] = []
  ) throws {
    try self.init(
      of: "KafkaTestProgram",
      [
        "--mode", mode, "--brokers", cluster.bootstrapServers, "--input", input, "--output", output,
        "--group", group, "--parallelism", "2", "--quiet",
      ] + more, output: .nowhere)
  }
}
