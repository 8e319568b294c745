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
  /// Nil: the first of the usual ports that is free, or any free one.
  @Option var port: UInt16?

  func run() async throws {
    BackgroundProcess.leaveTerminal()
    let folder = BrokerFolder()
    guard try folder.lock() else { throw BrokerFailure("another 'joist up' started a broker at the same time") }
    defer { folder.remove() }
    let cluster = try MockCluster(topics: topics.topics, logger: Logger(label: "broker", logLevel: .error))
    let address = try listen(to: cluster)
    let control = ControlSocket(folder: folder.path)
    try control.open { Self.answer($0, cluster) }
    try await untilInterrupted {
      try folder.publish(addresses: address)
      try BackgroundProcess.tellStarter(address)
    }
    withExtendedLifetime(cluster) {}
  }

  /// The ports to try if none is requested: Kafka's default, and some that a broker gets at each start while that one is in use.
  static let usualPorts: [UInt16] = [9092, 19092, 29092, 39092]

  /// Opens the requested port.
  /// - Returns: the address for clients.
  private func listen(to cluster: MockCluster) throws -> String {
    guard let own = cluster.bootstrapServers.split(separator: ":").last.flatMap({ UInt16($0) }) else {
      return cluster.bootstrapServers
    }
    if port == 0 { return cluster.bootstrapServers }
    guard let (listener, port) = try Listener.first(of: port.map { [$0] } ?? Self.usualPorts) else {
      if let port { throw BrokerFailure("port \(port) is in use; choose another, or omit --port to use a free one") }
      return cluster.bootstrapServers
    }
    PortForwarder(target: own).serve(listener)
    return "127.0.0.1:\(port)"
  }

  /// Handles a line of the control socket: creates the topic.
  private static func answer(_ line: String, _ cluster: MockCluster) -> String {
    guard let list = TopicList(argument: line), list.topics.count == 1, let topic = list.topics.first else {
      return "'\(line)' is not \(TopicList.expectation ?? "a topic")"
    }
    do {
      try cluster.makeTopic(topic)
      return ControlSocket.done
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
