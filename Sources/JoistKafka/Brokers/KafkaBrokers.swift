public import JoistArguments

/// The addresses of one or more brokers of a cluster: Kafka's `bootstrap.servers`.
///
/// As a command-line option, its default is the broker that `joist up` has started:
/// ```swift
/// @Option(help: "Kafka bootstrap servers.") var brokers: KafkaBrokers
/// ```
public struct KafkaBrokers: Sendable, Hashable {
  /// Addresses of the form `HOST:PORT`, separated by commas.
  public let addresses: String

  /// Makes brokers from addresses of the form `HOST:PORT`, separated by commas.
  public init(_ addresses: String) { self.addresses = addresses }
}

extension KafkaBrokers: ExpressibleByStringLiteral, CustomStringConvertible {
  /// Makes brokers from a literal with addresses.
  public init(stringLiteral addresses: String) { self.init(addresses) }

  /// The addresses as they were given, separated by commas.
  public var description: String { addresses }
}

extension KafkaBrokers: ExpressibleByArgument {
  /// Parses addresses; nil if one of them is empty or contains whitespace.
  public init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && !$0.contains { $0.isWhitespace } }) else { return nil }
    self.init(argument)
  }

  /// The form of the addresses, for messages.
  public static var expectation: String? { "HOST:PORT, or several separated by commas without spaces" }

  /// The broker that `joist up` has started on this machine.
  /// - Throws: ``KafkaError`` if none is running.
  public static func argumentWhenAbsent() throws -> String? {
    let broker = RunningBroker()
    if let running = broker.addresses { return running }
    throw KafkaError(
      .noBroker,
      broker.wasKilled
        ? "no brokers are given, and the broker that `joist up` started on this machine was killed"
        : "no brokers are given, and `joist up` has not started one on this machine",
      hint: "give them with --brokers HOST:PORT, or start a broker with `joist up`")
  }

  /// The default as shown in the help.
  public static var absenceDescription: String? { "those of `joist up`" }
}
