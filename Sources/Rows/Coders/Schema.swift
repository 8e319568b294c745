/// The fields of a row, in the order of their encoding.
public struct Schema: Sendable, Hashable {
  /// One field of a row.
  public struct Field: Sendable, Hashable {
    /// Its name on the wire.
    public var name: String
    /// The type of its value.
    public var type: FieldType

    /// A field with a name and a type.
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

/// The type of a field, as in Beam's schemas.
public struct FieldType: Sendable, Hashable {
  /// A primitive type.
  public enum Atomic: Sendable, Hashable, CaseIterable {
    /// A signed byte.
    case byte
    /// A signed integer of 16 bits.
    case int16
    /// A signed integer of 32 bits.
    case int32
    /// A signed integer of 64 bits.
    case int64
    /// A floating-point number of 32 bits.
    case float
    /// A floating-point number of 64 bits.
    case double
    /// A string in UTF-8.
    case string
    /// True or false.
    case boolean
    /// A byte string of any length.
    case bytes
  }

  /// A logical type: a named meaning for values that are written as another type.
  public struct Logical: Sendable, Hashable {
    /// The URN of the logical type.
    public var urn: String
    /// The type that is written.
    public var representation: FieldType

    /// A logical type written as another type.
    public init(urn: String, representation: FieldType) {
      self.urn = urn
      self.representation = representation
    }

    /// The URN of times in milliseconds, written in eight bytes.
    public static let millisInstant = "beam:logical_type:millis_instant:v1"
  }

  /// The kinds of types, with the types of their parts.
  public indirect enum Kind: Sendable, Hashable {
    /// A primitive type.
    case atomic(Atomic)
    /// Elements in order.
    case array(of: FieldType)
    /// Elements in order, possibly too many for memory.
    case iterable(of: FieldType)
    /// Values by key.
    case map(key: FieldType, value: FieldType)
    /// A nested row.
    case row(Schema)
    /// A logical type.
    case logical(Logical)
  }

  /// The kind, with the types of its parts.
  public var kind: Kind
  /// Whether the value may be null.
  public var isNullable: Bool

  /// A type of this kind.
  public init(_ kind: Kind, isNullable: Bool = false) {
    self.kind = kind
    self.isNullable = isNullable
  }

  /// A primitive type.
  public static func atomic(_ type: Atomic) -> FieldType { FieldType(.atomic(type)) }

  /// The same type, whose value may be null.
  public var nullable: FieldType { FieldType(kind, isNullable: true) }
}
