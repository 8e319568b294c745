import SwiftSyntax
import SwiftSyntaxMacros

/// `@Field("name")`: read by `@Row`; makes nothing of its own.
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
      context.report("@Field names a property of a struct with @Row", at: node)
    }
    return []
  }
}

/// `@Field` as `@Row` finds it.
enum FieldAttribute {
  /// The one of a property.
  static func find(in variable: VariableDeclSyntax) -> AttributeSyntax? {
    for attribute in variable.attributes where isOne(attribute) { return attribute.as(AttributeSyntax.self) }
    return nil
  }

  /// Whether an attribute is one.
  static func isOne(_ element: AttributeListSyntax.Element) -> Bool {
    let name = element.as(AttributeSyntax.self)?.attributeName.trimmedDescription
    return name == "Field" || name == "Rows.Field"
  }

  /// The name it gives; nil if it is no plain string.
  static func name(_ attribute: AttributeSyntax) -> String? {
    guard case .argumentList(let arguments) = attribute.arguments, let argument = arguments.first else { return nil }
    return argument.expression.as(StringLiteralExprSyntax.self)?.representedLiteralValue
  }
}
