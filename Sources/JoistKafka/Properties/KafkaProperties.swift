/// Properties of librdkafka's clients, by the names in its configuration reference.
///
/// ```swift
/// let properties: KafkaProperties = ["security.protocol": "sasl_ssl", "sasl.mechanism": "PLAIN"]
/// ```
/// The prefix `consumer.` makes a property apply to sources only, and `producer.` to sinks only, so that a source and a sink can
/// share properties.
///
/// Unknown properties, invalid values, and the few properties that Joist sets itself are errors before the job starts.
public struct KafkaProperties: Sendable, Hashable {
  private(set) var values: [String: String]

  /// Makes properties from a dictionary of names and values.
  public init(_ values: [String: String] = [:]) { self.values = values }

  /// The value of a property; nil: not set.
  public subscript(name: String) -> String? {
    get { values[name] }
    set { values[name] = newValue }
  }

  /// Names and values, sorted by name.
  var sorted: [(name: String, value: String)] {
    values.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
  }

  /// The kind of client that a property applies to, by its prefix.
  enum Role: String, CaseIterable {
    case consumer = "consumer."
    case producer = "producer."
  }

  /// The properties for one kind of client: those with its prefix, which is removed, and those without a prefix. If both set
  /// the same property, the one with the prefix counts.
  func of(_ role: Role) -> KafkaProperties {
    var own: KafkaProperties = [:]
    var common: KafkaProperties = [:]
    for (name, value) in values {
      if name.hasPrefix(role.rawValue) {
        own[String(name.dropFirst(role.rawValue.count))] = value
      } else if !Role.allCases.contains(where: { name.hasPrefix($0.rawValue) }) {
        common[name] = value
      }
    }
    return own.withDefaults(common.values)
  }

  /// These properties, and those of `others` that are not set.
  func withDefaults(_ others: [String: String]) -> KafkaProperties {
    KafkaProperties(values.merging(others) { own, _ in own })
  }
}

extension KafkaProperties: ExpressibleByDictionaryLiteral {
  /// Makes properties from a literal. If a name occurs more than once, the last value counts.
  public init(dictionaryLiteral elements: (String, String)...) {
    self.init(Dictionary(elements) { _, last in last })
  }
}

extension KafkaProperties: CustomStringConvertible, CustomDebugStringConvertible {
  /// Names and values, with the values of secrets left out.
  public var description: String {
    sorted.map { name, value in "\(name)=\(Self.isSecret(name) ? "…" : value)" }.joined(separator: " ")
  }

  /// The same as ``description``, so that debug output does not reveal secrets.
  public var debugDescription: String { description }

  /// Whether a property's value is a secret, which must not be shown.
  static func isSecret(_ name: String) -> Bool {
    ["password", "secret", ".pem", "oauthbearer.config", "sasl.jaas"].contains { name.contains($0) }
  }
}
