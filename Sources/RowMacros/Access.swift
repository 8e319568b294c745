import SwiftSyntax
import SwiftSyntaxMacros

/// Who may see the members that are generated.
struct Access {
  /// The modifier before each member, with a space; empty for the default.
  let modifier: String
  /// Whether code of other modules may inline the members: where everything they use is public.
  let isInlinable: Bool

  init(of structure: StructDeclSyntax, fields: [RowField], in context: some MacroExpansionContext) {
    let around = context.lexicalContext.first
    var level = Self.level(structure.modifiers)
    if level == nil, let outer = around?.as(ExtensionDeclSyntax.self) { level = Self.level(outer.modifiers) }
    modifier = level.map { $0 + " " } ?? ""
    // What an extension extends cannot be seen from here, so only types all around count.
    let isSeen = context.lexicalContext.allSatisfy { outer in
      guard !outer.is(ExtensionDeclSyntax.self), let type = outer.asProtocol((any DeclGroupSyntax).self) else {
        return false
      }
      return Self.level(type.modifiers) == "public"
    }
    isInlinable = level == "public" && isSeen && fields.allSatisfy(\.isPublic)
  }

  private static func level(_ modifiers: DeclModifierListSyntax) -> String? {
    modifiers.first { ["public", "package"].contains($0.name.text) && $0.detail == nil }?.name.text
  }
}
