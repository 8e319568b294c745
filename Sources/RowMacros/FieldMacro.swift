import SwiftSyntax
import SwiftSyntaxMacros

/// `@Field("name")`: generates nothing; `@Row` reads the name.
struct FieldMacro: PeerMacro {
  static func expansion(
    of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
    in context: some MacroExpansionContext
  ) throws -> [DeclSyntax] {
    let isInRow = context.lexicalContext.first?.as(StructDeclSyntax.self)?.attributes.contains { element in
      let name = element.as(AttributeSyntax.self)?.attributeName.trimmedDescription
      return name == "Row" || name == "Rows.Row"
    }
    if !declaration.is(VariableDeclSyntax.self) || isInRow != true {
      context.report("@Field applies only to a property of a @Row struct", at: node)
    }
    return []
  }
}

/// Finds and reads `@Field` attributes, for `@Row`.
enum FieldAttribute {
  /// The `@Field` attribute of a property.
  static func find(in variable: VariableDeclSyntax) -> AttributeSyntax? {
    for attribute in variable.attributes where isOne(attribute) { return attribute.as(AttributeSyntax.self) }
    return nil
  }

  /// Whether an attribute is `@Field`.
  static func isOne(_ element: AttributeListSyntax.Element) -> Bool {
    let name = element.as(AttributeSyntax.self)?.attributeName.trimmedDescription
    return name == "Field" || name == "Rows.Field"
  }

  /// The name in the attribute; nil if it is not a plain string literal.
  static func name(_ attribute: AttributeSyntax) -> String? {
    guard case .argumentList(let arguments) = attribute.arguments, let argument = arguments.first else { return nil }
    return argument.expression.as(StringLiteralExprSyntax.self)?.representedLiteralValue
  }
}
