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
  /// Nil: Kafka's usual port, else a free one.
  @Option var port: UInt16?

  func run() async throws {
    BackgroundProcess.leaveTerminal()
    let folder = BrokerFolder()
    guard try folder.lock() else { throw BrokerFailure("another 'joist up' started a broker at the same time") }
    defer { folder.remove() }
    let cluster = try MockCluster(topics: topics.topics, logger: Logger(label: "broker", logLevel: .error))
    let address = try listen(to: cluster)
    let door = BrokerDoor(folder: folder.path)
    try door.open { Self.answer($0, cluster) }
    try await untilInterrupted {
      try folder.publish(addresses: address)
      try BackgroundProcess.tellStarter(address)
    }
    withExtendedLifetime(cluster) {}
  }

  static let usualPort: UInt16 = 9092

  /// Opens the port that was asked for, and returns the address where clients find the broker.
  private func listen(to cluster: MockCluster) throws -> String {
    guard let own = cluster.bootstrapServers.split(separator: ":").last.flatMap({ UInt16($0) }) else {
      return cluster.bootstrapServers
    }
    if port == 0 { return cluster.bootstrapServers }
    guard let listener = try Listener(port: port ?? Self.usualPort) else {
      if let port { throw BrokerFailure("port \(port) is in use; name another, or leave --port out for a free one") }
      return cluster.bootstrapServers
    }
    PortForwarder(target: own).serve(listener)
    return "127.0.0.1:\(port ?? Self.usualPort)"
  }

  /// Does what the tool asks for at the broker's door.
  private static func answer(_ line: String, _ cluster: MockCluster) -> String {
    guard let list = TopicList(argument: line), let topic = list.topics.first else {
      return "'\(line)' is not a topic of the form \(TopicList.expectation ?? "")"
    }
    do {
      try cluster.makeTopic(topic)
      return BrokerDoor.done
    } catch {
      return "\(error)"
    }
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
