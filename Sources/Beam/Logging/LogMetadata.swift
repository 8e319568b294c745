extension Logger {
  /// Values beside a message, by name.
  public typealias Metadata = [String: MetadataValue]

  /// One such value.
  public enum MetadataValue: Sendable, Equatable {
    /// A text.
    case string(String)
    /// Values by name.
    case dictionary(Metadata)
    /// Several values.
    case array([MetadataValue])
  }
}

extension Logger.MetadataValue: ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// A text.
  public init(stringLiteral value: String) { self = .string(value) }
  /// Several values.
  public init(arrayLiteral elements: Logger.MetadataValue...) { self = .array(elements) }
  /// Values by name; of equal names the last counts.
  public init(dictionaryLiteral elements: (String, Logger.MetadataValue)...) {
    self = .dictionary(Dictionary(elements) { _, last in last })
  }
}

extension Logger.MetadataValue: CustomStringConvertible {
  /// The value on one line.
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
