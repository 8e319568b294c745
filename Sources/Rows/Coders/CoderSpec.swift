/// A coder of the portable graph, as a value without protobuf.
public struct CoderSpec: Sendable, Hashable {
  /// The coder's URN: one of ``CoderURN``, or another.
  public var urn: String

  /// The payload, unless it is a schema.
  public var payload: Bytes

  /// The component coders, in the order that the URN defines.
  public var components: [CoderSpec]

  /// The schema of a row: the payload of ``CoderURN/row``.
  public var schema: Schema?

  /// A coder with these parts.
  public init(urn: String, payload: Bytes = Bytes(), components: [CoderSpec] = [], schema: Schema? = nil) {
    self.urn = urn
    self.payload = payload
    self.components = components
    self.schema = schema
  }
}

extension CoderSpec: CustomStringConvertible {
  /// The URN without its common prefix, with the components in parentheses, as `kv(string_utf8, varint)`.
  public var description: String {
    var name = urn[...]
    if name.hasPrefix("beam:coder:"), name.hasSuffix(":v1") { name = name.dropFirst(11).dropLast(3) }
    if components.isEmpty { return String(name) }
    return "\(name)(\(components.map(\.description).joined(separator: ", ")))"
  }
}

/// The URNs of Beam's coders, and of Joist's own.
public enum CoderURN {
  /// `Bytes`.
  public static let bytes = "beam:coder:bytes:v1"
  /// `Bool`.
  public static let bool = "beam:coder:bool:v1"
  /// `String`.
  public static let string = "beam:coder:string_utf8:v1"
  /// Integers of every width.
  public static let varint = "beam:coder:varint:v1"
  /// `Double` and `Float`.
  public static let double = "beam:coder:double:v1"
  /// A key and a value.
  public static let kv = "beam:coder:kv:v1"
  /// Arrays, sets; dictionaries as an iterable of key and value.
  public static let iterable = "beam:coder:iterable:v1"
  /// Optionals: a byte 0 or 1, then the value if it is 1.
  public static let nullable = "beam:coder:nullable:v1"
  /// Rows with a schema.
  public static let row = "beam:coder:row:v1"
  /// A length, then the bytes of another coder.
  public static let lengthPrefix = "beam:coder:length_prefix:v1"
  /// Timers of stateful functions, with their keys.
  public static let timer = "beam:coder:timer:v1"
  /// The global window.
  public static let globalWindow = "beam:coder:global_window:v1"
  /// Windows with a start and an end.
  public static let intervalWindow = "beam:coder:interval_window:v1"
  /// Windows that only one SDK understands.
  public static let customWindow = "beam:coder:custom_window:v1"
  /// A value with its timestamp, windows and pane.
  public static let windowedValue = "beam:coder:windowed_value:v1"
  /// A key with its shard.
  public static let shardedKey = "beam:coder:sharded_key:v1"

  /// `Timestamp`: the milliseconds in eight bytes, big-endian, with the sign bit flipped. Joist's own: Beam's SDKs
  /// write times this way, but have no URN for it.
  public static let timestamp = "joist:coder:timestamp:v1"
  /// Rows without a schema, since the type contains itself. Joist's own.
  public static let recursiveRow = "joist:coder:recursive_row:v1"
  /// `Codable` types without a schema. Joist's own; the payload is the type's name.
  public static let codable = "joist:coder:codable:v1"
  /// Protobuf messages: their bytes, after their length if nested. Joist's own; the payload is the message's full name.
  public static let protobuf = "joist:coder:protobuf:v1"
}
