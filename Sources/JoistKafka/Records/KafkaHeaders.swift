public import Rows

/// The headers of a record: a list of names and values, in which names may repeat.
///
/// ```swift
/// KafkaRecord(value: bytes, headers: ["reason": "no such field", "step": step])
/// ```
public struct KafkaHeaders: Sendable, Hashable {
  /// One header: a name, and a value that may be missing.
  public struct Header: Sendable, Hashable {
    /// The header's name.
    public var name: String
    /// The header's value; nil for a missing value, which differs from an empty one.
    public var value: Bytes?

    /// Makes a header with a name and a value.
    public init(_ name: String, _ value: Bytes?) {
      self.name = name
      self.value = value
    }
  }

  /// All headers, in order.
  public var all: [Header]

  /// Makes headers from a list.
  public init(_ all: [Header] = []) { self.all = all }

  /// Whether there are no headers.
  public var isEmpty: Bool { all.isEmpty }

  /// Adds a header at the end.
  public mutating func append(_ name: String, _ value: Bytes?) { all.append(Header(name, value)) }

  /// The value of the last header with a name, as in Kafka's clients; nil if there is none or it has no value.
  public subscript(name: String) -> Bytes? { all.last { $0.name == name }?.value }
}

extension KafkaHeaders: ExpressibleByDictionaryLiteral {
  /// Makes headers from names and values in the order in which they are written; text becomes UTF-8.
  public init(dictionaryLiteral elements: (String, any KafkaContent)...) {
    self.init(elements.map { Header($0, $1.kafkaBytes) })
  }
}
