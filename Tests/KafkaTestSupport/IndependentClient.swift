import Foundation
import TestSupport

/// A Kafka client that has nothing of Joist in it, Python's confluent-kafka, to check what Joist reads and writes.
public enum IndependentClient {
  /// The interpreter that JOIST_TEST_PYTHON names, nil where it names none.
  public static let interpreter = Python.interpreter

  /// Whether there is one.
  public static var isPresent: Bool { interpreter != nil }

  /// Why tests with it are skipped.
  public static let missing = Python.missing

  /// A record as this client sees it.
  public struct Record: Codable, Equatable, Sendable {
    /// The partition's number; nil to let the client choose.
    public var partition: Int32?
    /// The offset; nil for a record to write.
    public var offset: Int64?
    /// Milliseconds since the epoch; nil for now.
    public var timestamp: Int64?
    /// The key in hexadecimal.
    public var key: String?
    /// The value in hexadecimal.
    public var value: String?
    /// Names and values.
    public var headers: [[String?]]

    /// A record to write, of texts.
    public init(
      key: String? = nil, value: String?, headers: [[String?]] = [], partition: Int32? = nil, timestamp: Int64? = nil
    ) {
      self.key = key.map(Self.hexadecimal)
      self.value = value.map(Self.hexadecimal)
      self.headers = headers.map { [$0[0], $0[1].map(Self.hexadecimal)] }
      self.partition = partition
      self.timestamp = timestamp
    }

    /// The key as a text.
    public var keyText: String? { key.map(Self.text) }
    /// The value as a text.
    public var valueText: String? { value.map(Self.text) }
    /// The headers as texts.
    public var headerTexts: [[String?]] { headers.map { [$0[0], $0[1].map(Self.text)] } }

    private static func hexadecimal(_ text: String) -> String {
      text.utf8.map { String(format: "%02x", $0) }.joined()
    }

    private static func text(_ hexadecimal: String) -> String {
      let digits = Array(hexadecimal)
      let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
        UInt8(String(digits[$0...($0 + 1)]), radix: 16)
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// Every record of a topic, in order of partition and offset.
  public static func read(_ topic: String, at brokers: String, uncommitted: Bool = false) throws -> [Record] {
    let isolation = uncommitted ? "read_uncommitted" : "read_committed"
    let output = try run(["read", brokers, topic, isolation], input: "")
    let decoder = JSONDecoder()
    return try output.split(separator: "\n").map { try decoder.decode(Record.self, from: Data($0.utf8)) }
  }

  /// Writes records to a topic and waits until the broker has them.
  public static func write(_ records: [Record], to topic: String, at brokers: String) throws {
    let encoder = JSONEncoder()
    let lines = try records.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
    _ = try run(["write", brokers, topic], input: lines.joined(separator: "\n"))
  }

  /// The offset that a group has committed for each partition of a topic; nil where it has none.
  public static func committed(_ group: String, topic: String, at brokers: String) throws -> [Int64?] {
    try run(["committed", brokers, group, topic], input: "").split(separator: "\n").map {
      Int64($0).flatMap { $0 < 0 ? nil : $0 }
    }
  }

  /// Writes the numbers below `count` as values, each in the partition that is its remainder.
  public static func fill(_ topic: String, partitions: Int, count: Int, at brokers: String) throws {
    _ = try run(["fill", brokers, topic, "\(partitions)", "\(count)"], input: "")
  }

  /// Checks that each partition holds such numbers, each once and in order.
  /// - Returns: how many each holds.
  public static func countSequence(_ topic: String, partitions: Int, at brokers: String) throws -> [Int] {
    try run(["sequence", brokers, topic, "\(partitions)"], input: "").split(separator: "\n").compactMap { Int($0) }
  }

  /// The topics there are.
  public static func topics(at brokers: String) throws -> [String] {
    try run(["topics", brokers], input: "").split(separator: "\n").map(String.init)
  }

  /// Keeps every user of a cluster that has an authorizer from an operation, as READ, on a group.
  public static func deny(_ operation: String, on group: String, at brokers: String) throws {
    _ = try run(["deny", brokers, group, operation], input: "")
  }

  /// How a transaction ends.
  public enum TransactionEnd: String, Sendable {
    /// Its records count.
    case commit
    /// They do not.
    case abort
  }

  /// Writes numbers as values into partition 0 of a topic, in one transaction.
  public static func transact(
    _ numbers: Range<Int>, in topic: String, at brokers: String, end: TransactionEnd
  ) throws {
    _ = try run(
      ["transact", brokers, topic, end.rawValue, "\(numbers.lowerBound)", "\(numbers.upperBound)"], input: "")
  }

  /// Writes numbers in a transaction that stays open until the script's input ends.
  public static func beginTransaction(_ numbers: Range<Int>, in topic: String, at brokers: String) throws -> Script {
    let script = try Script(
      start(["transact", brokers, topic, "open", "\(numbers.lowerBound)", "\(numbers.upperBound)"]))
    try script.expectLine("open")
    return script
  }

  /// How members of a group agree on who reads what.
  public enum GroupProtocol: String, Sendable, CaseIterable {
    /// That of all versions.
    case classic
    /// That of Kafka 4.
    case consumer
  }

  /// A member of a group, until it is stopped.
  public static func join(
    _ group: String, topic: String, at brokers: String, by groupProtocol: GroupProtocol = .classic
  ) throws -> Script {
    let script = try Script(start(["group", brokers, group, topic, groupProtocol.rawValue]))
    try script.expectLine("joined")
    return script
  }

  private static func run(_ arguments: [String], input: String) throws -> String {
    try Script(start(arguments)).finish(input: input)
  }

  private static func start(_ arguments: [String]) throws -> Process {
    guard let script = Bundle.module.url(forResource: "independent_client", withExtension: "py"), let interpreter else {
      throw TestFailure(Self.missing)
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: interpreter)
    process.arguments = [script.path] + arguments
    return process
  }
}
