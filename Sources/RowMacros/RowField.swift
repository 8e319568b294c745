import SwiftSyntax

/// A stored property of the struct that becomes a field.
struct RowField {
  /// The name in the source, with its backticks.
  let property: String
  /// The name on the wire.
  let wireName: String
  /// The type in the source.
  let type: TypeSyntax
  /// Whether the property has a default value, which it keeps if the field is missing.
  let hasDefault: Bool
  /// Whether code inlined into other modules can use the property.
  let isPublic: Bool
  /// The declaration, at which errors are reported.
  let declaration: PatternBindingSyntax

  /// The type as text.
  var typeName: String { type.trimmedDescription }

  /// Whether the type is written as an optional.
  var isOptional: Bool {
    if type.is(OptionalTypeSyntax.self) { return true }
    return type.as(IdentifierTypeSyntax.self)?.name.text == "Optional"
  }

  /// Whether the type's values are never absent.
  var isAlwaysPresent: Bool {
    if type.is(ArrayTypeSyntax.self) || type.is(DictionaryTypeSyntax.self) { return true }
    return Self.scalars.contains(typeName)
  }

  private static let scalars: Set<String> = [
    "Bool", "Int", "Int8", "Int16", "Int32", "Int64", "UInt", "UInt8", "UInt16", "UInt32", "UInt64", "Double",
    "Float", "String", "Bytes", "Timestamp",
  ]

  /// Why the type, as written, cannot be part of a key; nil if the compiler must decide.
  var keyObjection: String? {
    switch typeName {
    case "Double", "Float", "Double?", "Float?":
      "a \(typeName.prefix { $0 != "?" }) cannot be a key: -0.0 == 0.0 and NaN != NaN, but their bytes say otherwise; "
        + "key by an integer or a string"
    default: nil
    }
  }
}
