import SwiftSyntax
import SwiftSyntaxMacros

/// Who may see the members that are generated: whoever may see the struct, which is no more than what encloses it.
struct Access {
  /// How far something is seen.
  private enum Level: Int, Comparable {
    case file
    case module
    case package
    case world

    static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

    /// The level that modifiers name; nil if they name none.
    init?(_ modifiers: DeclModifierListSyntax) {
      // What only the setter has, as `private(set)`, has a detail.
      for modifier in modifiers where modifier.detail == nil {
        switch modifier.name.text {
        case "private", "fileprivate": self = .file
        case "internal": self = .module
        case "package": self = .package
        case "public": self = .world
        default: continue
        }
        return
      }
      return nil
    }
  }

  /// The modifier before each member, with a space; empty for the default.
  let modifier: String
  /// Whether code of other modules may inline the members: where everything they use is public.
  let isInlinable: Bool

  init(of structure: StructDeclSyntax, fields: [RowField], in context: some MacroExpansionContext) {
    var level = Level(structure.modifiers)
    if level == nil, let outer = context.lexicalContext.first?.as(ExtensionDeclSyntax.self) {
      level = Level(outer.modifiers)
    }
    var seen = level ?? .module
    var isWithinExtension = false
    for outer in context.lexicalContext {
      if let type = outer.as(ExtensionDeclSyntax.self) {
        // What it extends cannot be seen from here.
        isWithinExtension = true
        if let level = Level(type.modifiers), level == .file { seen = .file }
      } else if let type = outer.asProtocol((any DeclGroupSyntax).self) {
        seen = min(seen, Level(type.modifiers) ?? .module)
      }
    }
    modifier =
      switch seen {
      case .file: "fileprivate "
      case .module: ""
      case .package: "package "
      case .world: "public "
      }
    isInlinable = seen == .world && !isWithinExtension && fields.allSatisfy(\.isPublic)
  }
}
