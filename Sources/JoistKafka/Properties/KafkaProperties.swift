/// Properties of librdkafka's clients, by the names in its configuration reference.
///
/// ```swift
/// let properties: KafkaProperties = ["security.protocol": "sasl_ssl", "sasl.mechanism": "PLAIN"]
/// ```
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
