import Beam
import JoistArguments
import JoistKafka
import JoistRunner

/// What `joist up` runs in the background: the embedded broker, until it is told to end.
struct ServeBroker: AsyncParsableCommand {
  static let name = "serve-broker"

  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: name, abstract: "The broker of 'joist up'.", shouldDisplay: false)
  }

  @Option var topics: TopicList

  func run() async throws {
    BackgroundProcess.leaveTerminal()
    let folder = BrokerFolder()
    guard try folder.lock() else { throw BrokerFailure("a broker has been started at the same time") }
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
