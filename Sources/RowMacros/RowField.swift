import SwiftSyntax

/// A stored property of the struct, as the expansion needs it.
struct RowField {
  /// The name as the source has it, with its backticks.
  let property: String
  /// The name on the wire.
  let wireName: String
  /// The type as the source has it.
  let type: TypeSyntax
  /// Whether the property has a value of its own, which it keeps where the field is missing.
  let hasDefault: Bool
  /// Whether code that is inlined elsewhere may use the property.
  let isPublic: Bool
  /// The declaration, for what is reported.
  let declaration: PatternBindingSyntax

  /// The type in words.
  var typeName: String { type.trimmedDescription }

  /// Whether the type is written as an optional.
  var isOptional: Bool {
    if type.is(OptionalTypeSyntax.self) { return true }
    return type.as(IdentifierTypeSyntax.self)?.name.text == "Optional"
  }

  /// Whether the type is one whose values are always there.
  var isAlwaysPresent: Bool {
    if type.is(ArrayTypeSyntax.self) || type.is(DictionaryTypeSyntax.self) { return true }
    return Self.scalars.contains(typeName)
  }

  private static let scalars: Set<String> = [
    "Bool", "Int", "Int8", "Int16", "Int32", "Int64", "UInt", "UInt8", "UInt16", "UInt32", "UInt64", "Double",
    "Float", "String", "Bytes", "Timestamp",
  ]

  /// Why the type, as it is written, cannot be part of a key; nil where the compiler decides.
  var keyObjection: String? {
    switch typeName {
    case "Double", "Float", "Double?", "Float?":
      "a \(typeName.prefix { $0 != "?" }) is no key: -0.0 == 0.0 and NaN != NaN, but their bytes say otherwise; "
        + "key by an integer or a string"
    default: nil
    }
  }
}
