extension Logger {
  /// The values that accompany a message, by name.
  public typealias Metadata = [String: MetadataValue]

  /// A value of an event's metadata.
  public enum MetadataValue: Sendable, Equatable {
    /// One value, as text.
    case string(String)
    /// Values by name.
    case dictionary(Metadata)
    /// Several values, in order.
    case array([MetadataValue])
  }
}

extension Logger.MetadataValue: ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// Creates a text.
  public init(stringLiteral value: String) { self = .string(value) }
  /// Creates an array of values.
  public init(arrayLiteral elements: Logger.MetadataValue...) { self = .array(elements) }
  /// Creates values by name. If a name occurs twice, the last value counts.
  public init(dictionaryLiteral elements: (String, Logger.MetadataValue)...) {
    self = .dictionary(Dictionary(elements) { _, last in last })
  }
}

extension Logger.MetadataValue: CustomStringConvertible {
  /// The value as text. Arrays and dictionaries are in brackets, and dictionaries are sorted by name.
  public var description: String {
    switch self {
    case .string(let text): text
    case .array(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
    case .dictionary(let values): "[" + Self.sorted(values).joined(separator: ", ") + "]"
    }
  }

  private static func sorted(_ values: Logger.Metadata) -> [String] {
    values.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
  }
}
