import Foundation
import Synchronization

/// A real Apache Kafka of a test's own: one broker on loopback, on free ports, in a folder that goes with it. It dies
/// with the process of the test, however that ends.
public final class RealBroker: Sendable {
  /// The distribution that JOIST_TEST_KAFKA names, nil where it names none.
  public static let distribution = ProcessInfo.processInfo.environment["JOIST_TEST_KAFKA"].flatMap {
    $0.isEmpty ? nil : $0
  }

  /// Whether there is one.
  public static var isPresent: Bool { distribution != nil }

  /// Why tests with it are skipped.
  public static let missing = "JOIST_TEST_KAFKA names no Kafka distribution"

  /// The broker that all tests share which do it no harm; started when the first needs it.
  public static func shared() throws -> RealBroker { try sharedBroker.get() }
  private static let sharedBroker = Result { try RealBroker() }

  /// Where clients connect.
  public let bootstrapServers: String
  private let script: Script

  /// Starts a broker.
  /// - Parameter properties: lines for its properties, as `auto.create.topics.enable=false`.
  public init(properties: [String] = []) throws {
    guard let distribution = Self.distribution,
      let keeper = Bundle.module.url(forResource: "real_broker", withExtension: "sh")
    else { throw TestFailure(Self.missing) }
    let ports = try FreePorts.find(2)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [keeper.path, distribution, "\(ports[0])", "\(ports[1])"] + properties
    script = try Script(process)
    bootstrapServers = "127.0.0.1:\(ports[0])"
    try start()
  }

  /// Starts it again after ``kill()``, on the same folder.
  public func start() throws { try tell("start", "started") }

  /// Ends it as a power cut would.
  public func kill() throws { try tell("kill", "killed") }

  /// Stops its process, which keeps its connections and answers nothing.
  public func pause() throws { try tell("pause", "paused") }

  /// Lets it go on after ``pause()``.
  public func resume() throws { try tell("resume", "resumed") }

  /// Makes a topic.
  public func makeTopic(_ topic: String, partitions: Int) throws {
    try TopicAdministration.make(topic, partitions: partitions, at: bootstrapServers)
  }

  /// Properties of a broker that checks rights, and grants everything that no rule denies.
  public static let withAuthorizer = [
    "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "allow.everyone.if.no.acl.found=true",
  ]

  private func tell(_ word: String, _ answer: String) throws {
    try script.writeLine(word)
    try script.expectLine(answer)
  }
}

/// Ports of loopback that nobody listens on.
enum FreePorts {
  static func find(_ count: Int) throws -> [UInt16] {
    let sockets = (0..<count).map { _ in socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }
    defer { for socket in sockets { close(socket) } }
    return try sockets.map(bindAnywhere)
  }

  private static func bindAnywhere(_ socket: Int32) throws -> UInt16 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(socket, address, size) == 0 && getsockname(socket, address, &size) == 0
      }
    }
    guard result else { throw TestFailure("no port is free: \(String(cString: strerror(errno)))") }
    return UInt16(bigEndian: address.sin_port)
  }
}
