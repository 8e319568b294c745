import SwiftSyntax

/// Types that show in the source that they cannot be fields.
struct FieldTypes {
  /// Types of Foundation that have no single wire format, and what to declare instead. A type of the author's own that has one of
  /// these names, and is not declared in the struct, must be written with its module's name.
  private static let foundation = [
    "Date": "use Timestamp", "URL": "use String, and make the URL where it is needed",
    "UUID": "use String, or Bytes", "Decimal": "use String, or Int64 in the smallest unit, such as cents",
    "Data": "use Bytes",
  ]

  /// Enums that are declared in the struct and cannot be fields.
  private var enums: Set<String> = []
  /// Other types that the struct declares.
  private var own: Set<String> = []

  /// Looks at the types that are declared in the struct.
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

  /// Why a type cannot be one; nil where the compiler decides.
  func objection(to type: TypeSyntax) -> String? {
    switch type.as(TypeSyntaxEnum.self) {
    case .identifierType(let named): objection(to: named)
    case .arrayType(let array): objection(to: array.element)
    case .dictionaryType(let dictionary): objection(to: dictionary.key) ?? objection(to: dictionary.value)
    case .tupleType(let tuple):
      tuple.elements.count == 1 ? nil : "a tuple has no names on the wire; make it a struct with @Row"
    case .functionType: "a function cannot travel"
    case .implicitlyUnwrappedOptionalType: "write '?' instead of '!'"
    case .someOrAnyType: "its type must be known to read it; use a generic parameter or a concrete type"
    case .metatypeType: "a type cannot travel"
    case .optionalType(let optional):
      optional.wrappedType.is(OptionalTypeSyntax.self)
        ? "formats know one kind of missing; use a single '?'" : objection(to: optional.wrappedType)
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
