/// The fields of a row, in the order of their encoding.
public struct Schema: Sendable, Hashable {
  /// One field of a row.
  public struct Field: Sendable, Hashable {
    /// Its name on the wire.
    public var name: String
    /// What it holds.
    public var type: FieldType

    /// A field.
    public init(name: String, type: FieldType) {
      self.name = name
      self.type = type
    }
  }

  /// The fields, in the order of their encoding.
  public var fields: [Field]

  /// A schema of these fields.
  public init(fields: [Field]) { self.fields = fields }
}

/// What a field of a row holds, in Beam's words.
public struct FieldType: Sendable, Hashable {
  /// A type without parts.
  public enum Atomic: Sendable, Hashable, CaseIterable {
    /// A signed byte.
    case byte
    /// A signed integer of 16 bits.
    case int16
    /// A signed integer of 32 bits.
    case int32
    /// A signed integer of 64 bits.
    case int64
    /// IEEE, 32 bits.
    case float
    /// IEEE, 64 bits.
    case double
    /// UTF-8.
    case string
    /// True or false.
    case boolean
    /// Bytes.
    case bytes
  }

  /// A meaning given to another type by a name.
  public struct Logical: Sendable, Hashable {
    /// The name.
    public var urn: String
    /// What is written.
    public var representation: FieldType

    /// A logical type.
    public init(urn: String, representation: FieldType) {
      self.urn = urn
      self.representation = representation
    }

    /// The name of a point in time in milliseconds, written in eight bytes.
    public static let millisInstant = "beam:logical_type:millis_instant:v1"
  }

  /// The kind, with its parts.
  public indirect enum Kind: Sendable, Hashable {
    /// A type without parts.
    case atomic(Atomic)
    /// Elements in order.
    case array(of: FieldType)
    /// Elements in order, perhaps too many for memory.
    case iterable(of: FieldType)
    /// Values by key.
    case map(key: FieldType, value: FieldType)
    /// A row in a row.
    case row(Schema)
    /// A meaning given to another type.
    case logical(Logical)
  }

  /// The kind, with its parts.
  public var kind: Kind
  /// Whether a value may be missing.
  public var isNullable: Bool

  /// A type.
  public init(_ kind: Kind, isNullable: Bool = false) {
    self.kind = kind
    self.isNullable = isNullable
  }

  /// A type without parts.
  public static func atomic(_ type: Atomic) -> FieldType { FieldType(.atomic(type)) }

  /// The same type, whose value may be missing.
  public var nullable: FieldType { FieldType(kind, isNullable: true) }
}
