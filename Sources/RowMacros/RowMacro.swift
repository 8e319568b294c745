import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacros

/// `@Row`: generates an extension with the conformance to `Row`.
struct RowMacro: ExtensionMacro {
  static func expansion(
    of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
    providingExtensionsOf type: some TypeSyntaxProtocol, conformingTo protocols: [TypeSyntax],
    in context: some MacroExpansionContext
  ) throws -> [ExtensionDeclSyntax] {
    guard let structure = declaration.as(StructDeclSyntax.self) else {
      let hint = declaration.is(EnumDeclSyntax.self) ? "; declare an enum with a raw value as ': String, RowValue'" : ""
      context.report("@Row describes the fields of a struct\(hint)", at: node)
      return []
    }
    guard let names = names(node, in: context) else { return [] }
    var parser = FieldParser(context: context, names: names)
    parser.parse(structure.memberBlock.members, generics: structure.genericParameterClause)
    guard !parser.failed else { return [] }

    let isKey = inheritsKey(structure)
    if isKey { reportKeyObjections(parser.fields, in: context) }
    let expansion = RowExpansion(
      typeName: type.trimmedDescription, fields: parser.fields,
      access: Access(of: structure, fields: parser.fields, in: context), isKey: isKey,
      declaresConformance: !protocols.isEmpty)
    return [try ExtensionDeclSyntax("\(raw: expansion.text)")]
  }

  /// The argument `names:`, by default snake case. Reports another expression and returns nil.
  private static func names(_ node: AttributeSyntax, in context: some MacroExpansionContext) -> WireNames? {
    guard case .argumentList(let arguments) = node.arguments, let argument = arguments.first else { return .snakeCase }
    switch argument.expression.as(MemberAccessExprSyntax.self)?.declName.baseName.text {
    case "snakeCase": return .snakeCase
    case "camelCase": return .camelCase
    default:
      context.report("@Row reads this argument from the source; write '.snakeCase' or '.camelCase'", at: argument)
      return nil
    }
  }

  /// Whether the struct's declaration conforms to `StreamKey`.
  private static func inheritsKey(_ structure: StructDeclSyntax) -> Bool {
    let inherited = structure.inheritanceClause?.inheritedTypes ?? []
    return inherited.contains { entry in
      if let composition = entry.type.as(CompositionTypeSyntax.self) {
        return composition.elements.contains { isKeyName($0.type) }
      }
      return isKeyName(entry.type)
    }
  }

  private static func isKeyName(_ type: TypeSyntax) -> Bool {
    ["StreamKey", "Rows.StreamKey", "Rows::StreamKey"].contains(type.trimmedDescription)
  }

  /// Reports fields whose types, by the source alone, cannot be part of a key. The compiler finds the others.
  private static func reportKeyObjections(_ fields: [RowField], in context: some MacroExpansionContext) {
    for field in fields {
      guard let objection = field.keyObjection else { continue }
      context.report("'\(field.property)' cannot be part of a key: \(objection)", at: field.declaration)
    }
  }
}
