import SwiftSyntax

/// Finds types that, by the source alone, cannot be fields.
struct FieldTypes {
  /// Foundation's types without a single wire format, and what to use instead. If the author has a type with one of
  /// these names that is not declared in the struct, it must be written with its module's name.
  private static let foundation = [
    "Date": "use Timestamp", "URL": "use String, and create the URL where you need it",
    "UUID": "use String, or Bytes", "Decimal": "use String, or Int64 in the smallest unit, such as cents",
    "Data": "use Bytes",
  ]

  /// Enums declared in the struct that cannot be fields.
  private var enums: Set<String> = []
  /// All types declared in the struct, and its generic parameters.
  private var own: Set<String> = []

  /// Collects the types declared in the struct.
  /// - Parameter generics: the struct's generic parameters.
  init(declaredIn members: MemberBlockItemListSyntax, generics: GenericParameterClauseSyntax?) {
    own = Set(generics?.parameters.map(\.name.text) ?? [])
    for member in members {
      if let declaration = member.decl.as(EnumDeclSyntax.self) {
        if declaration.inheritanceClause == nil { enums.insert(declaration.name.text) }
        own.insert(declaration.name.text)
      } else if let declaration = member.decl.as(StructDeclSyntax.self) {
        own.insert(declaration.name.text)
      } else if let declaration = member.decl.as(TypeAliasDeclSyntax.self) {
        own.insert(declaration.name.text)
      }
    }
  }

  /// Why a type cannot be a field; nil if the compiler must decide.
  func objection(to type: TypeSyntax) -> String? {
    switch type.as(TypeSyntaxEnum.self) {
    case .identifierType(let named): objection(to: named)
    case .arrayType(let array): objection(to: array.element)
    case .dictionaryType(let dictionary): objection(to: dictionary.key) ?? objection(to: dictionary.value)
    case .tupleType(let tuple):
      tuple.elements.count == 1 ? nil : "a tuple has no names on the wire; make it a struct with @Row"
    case .functionType: "a function cannot be encoded"
    case .implicitlyUnwrappedOptionalType: "write '?' instead of '!'"
    case .someOrAnyType: "its type must be known to read it; use a generic parameter or a concrete type"
    case .metatypeType: "a metatype cannot be encoded"
    case .optionalType(let optional):
      optional.wrappedType.is(OptionalTypeSyntax.self)
        ? "formats have only one null; use a single '?'" : objection(to: optional.wrappedType)
    case .attributedType(let attributed): objection(to: attributed.baseType)
    default: nil
    }
  }

  private func objection(to named: IdentifierTypeSyntax) -> String? {
    let name = named.name.text
    if !own.contains(name), let remedy = Self.foundation[name] {
      return "a \(name) has no single wire format; \(remedy)"
    }
    if enums.contains(name) {
      return "the enum has no value on the wire; declare 'enum \(name): String, RowValue'"
    }
    return nil
  }
}
