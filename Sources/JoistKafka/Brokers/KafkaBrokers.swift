public import JoistArguments

/// Where a cluster is: the addresses of one or more of its brokers, Kafka's `bootstrap.servers`.
///
/// As an option it takes the brokers that `joist up` has started where none are given:
/// ```swift
/// @Option(help: "Kafka bootstrap servers.") var brokers: KafkaBrokers
/// ```
public struct KafkaBrokers: Sendable, Hashable {
  /// `host:port`, several with commas between.
  public let addresses: String

  /// Brokers at addresses.
  public init(_ addresses: String) { self.addresses = addresses }
}

extension KafkaBrokers: ExpressibleByStringLiteral, CustomStringConvertible {
  /// Brokers at addresses.
  public init(stringLiteral addresses: String) { self.init(addresses) }

  /// The addresses.
  public var description: String { addresses }
}

extension KafkaBrokers: ExpressibleByArgument {
  /// Reads addresses; nil where one of them is empty or has blanks in it.
  public init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && !$0.contains { $0.isWhitespace } }) else { return nil }
    self.init(argument)
  }

  /// The form of addresses.
  public static var expectation: String? { "HOST:PORT, several with commas between and no blanks" }

  /// The brokers that `joist up` has started on this machine.
  /// - Throws: ``KafkaError`` where it has started none.
  public static func argumentWhenAbsent() throws -> String? {
    let broker = RunningBroker()
    if let running = broker.addresses { return running }
    throw KafkaError(
      .noBroker,
      broker.wasKilled
        ? "no brokers are given, and the one that `joist up` started on this machine runs no more: it was killed"
        : "no brokers are given, and none run on this machine",
      hint: "name them by --brokers HOST:PORT, or start one with `joist up`")
  }

  /// In words for the help.
  public static var absenceDescription: String? { "those of `joist up`" }
}
