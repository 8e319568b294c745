import Beam
import JoistArguments
import JoistKafka
import JoistRunner

/// The process that `joist up` starts in the background. It runs the embedded broker until SIGINT or SIGTERM.
struct ServeBroker: AsyncParsableCommand {
  static let name = "serve-broker"

  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: name, abstract: "Runs the broker that 'joist up' starts.", shouldDisplay: false)
  }

  @Option var topics: TopicList

  func run() async throws {
    BackgroundProcess.leaveTerminal()
    let folder = BrokerFolder()
    guard try folder.lock() else { throw BrokerFailure("another 'joist up' started a broker at the same time") }
    defer { folder.remove() }
    let cluster = try MockCluster(topics: topics.topics, logger: Logger(label: "broker", logLevel: .error))
    try await untilInterrupted {
      try folder.publish(addresses: cluster.bootstrapServers)
      try BackgroundProcess.tellStarter(cluster.bootstrapServers)
    }
    withExtendedLifetime(cluster) {}
  }

  /// Calls `begin`, then waits for SIGINT or SIGTERM.
  private func untilInterrupted(_ begin: () throws -> Void) async throws {
    let (interrupts, interrupt) = AsyncStream.makeStream(of: Void.self)
    let watch = try InterruptWatch { _ in interrupt.finish() }
    defer { watch.end() }
    try begin()
    for await _ in interrupts {}
  }
}
