public import Rows

/// The headers of a record: named values, in order; names may repeat.
///
/// ```swift
/// KafkaRecord(value: bytes, headers: ["reason": "no such field", "step": step])
/// ```
public struct KafkaHeaders: Sendable, Hashable {
  /// One header.
  public struct Header: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its value; Kafka tells an absent one from an empty one.
    public var value: Bytes?

    /// Makes a header.
    public init(_ name: String, _ value: Bytes?) {
      self.name = name
      self.value = value
    }
  }

  /// All of them, in order.
  public var all: [Header]

  /// Headers in an order.
  public init(_ all: [Header] = []) { self.all = all }

  /// Whether there are none.
  public var isEmpty: Bool { all.isEmpty }

  /// Adds a header at the end.
  public mutating func append(_ name: String, _ value: Bytes?) { all.append(Header(name, value)) }

  /// The value of the last header of a name, as Kafka's own clients choose it; nil where there is none.
  public subscript(name: String) -> Bytes? { all.last { $0.name == name }?.value }
}

extension KafkaHeaders: ExpressibleByDictionaryLiteral {
  /// Headers with texts, as bytes of UTF-8, or bytes as values, in the order they are written.
  public init(dictionaryLiteral elements: (String, any KafkaContent)...) {
    self.init(elements.map { Header($0, $1.kafkaBytes) })
  }
}
