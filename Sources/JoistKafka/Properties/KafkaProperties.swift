/// Properties of librdkafka's clients by their own names, as its configuration page lists them.
///
/// ```swift
/// let properties: KafkaProperties = ["security.protocol": "sasl_ssl", "sasl.mechanism": "PLAIN"]
/// ```
/// A property whose name begins with `consumer.` is for sources only, one with `producer.` for sinks only, so that both can be given
/// the same properties.
///
/// A property that the library does not know, a value that does not fit, and the few properties that Joist sets itself
/// are errors when a source or sink is made, before the job starts.
public struct KafkaProperties: Sendable, Hashable {
  private(set) var values: [String: String]

  /// The properties of a dictionary.
  public init(_ values: [String: String] = [:]) { self.values = values }

  /// The value of one property, nil where none is given.
  public subscript(name: String) -> String? {
    get { values[name] }
    set { values[name] = newValue }
  }

  /// Names and values, by name.
  var sorted: [(name: String, value: String)] {
    values.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
  }

  /// Which clients a property is for, if its name says so.
  enum Role: String, CaseIterable {
    case consumer = "consumer."
    case producer = "producer."
  }

  /// The properties of one kind of client: those of its prefix, without it and in place of those of the same name without a prefix,
  /// and those without a prefix.
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

  /// These properties, and of `others` those that are not among them.
  func withDefaults(_ others: [String: String]) -> KafkaProperties {
    KafkaProperties(values.merging(others) { own, _ in own })
  }
}

extension KafkaProperties: ExpressibleByDictionaryLiteral {
  /// The properties of a literal; of equal names the last counts.
  public init(dictionaryLiteral elements: (String, String)...) {
    self.init(Dictionary(elements) { _, last in last })
  }
}

extension KafkaProperties: CustomStringConvertible, CustomDebugStringConvertible {
  /// Names and values; secrets without their values.
  public var description: String {
    sorted.map { name, value in "\(name)=\(Self.isSecret(name) ? "…" : value)" }.joined(separator: " ")
  }

  /// As ``description``.
  public var debugDescription: String { description }

  /// Whether a property's value is nobody's business.
  static func isSecret(_ name: String) -> Bool {
    ["password", "secret", ".pem", "oauthbearer.config", "sasl.jaas"].contains { name.contains($0) }
  }
}
