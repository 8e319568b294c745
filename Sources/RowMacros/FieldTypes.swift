import SwiftSyntax

/// Types that show in the source that they cannot be fields.
struct FieldTypes {
  /// Types of Foundation that have no one form on the wire, and what to declare instead. A type of the author's own that has
  /// one of these names is written with its module's.
  private static let foundation = [
    "Date": "use Timestamp", "URL": "use String, and make the URL where it is needed",
    "UUID": "use String, or Bytes", "Decimal": "use String, or Int64 in the smallest unit, such as cents",
    "Data": "use Bytes",
  ]

  /// Enums that are declared in the struct and cannot be fields.
  private var enums: Set<String> = []

  /// Looks at the types that are declared in the struct.
  init(declaredIn members: MemberBlockItemListSyntax) {
    for case let declaration? in members.map({ $0.decl.as(EnumDeclSyntax.self) }) {
      let inherited = declaration.inheritanceClause?.inheritedTypes.map { $0.type.trimmedDescription } ?? []
      if !inherited.contains(where: { $0.hasSuffix("RowValue") }) { enums.insert(declaration.name.text) }
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
    if let remedy = Self.foundation[name] { return "a \(name) has no one form on the wire; \(remedy)" }
    if enums.contains(name) {
      return "the enum has no value on the wire; declare 'enum \(name): String, RowValue'"
    }
    return nil
  }
}
