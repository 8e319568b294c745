import SwiftSyntax
import SwiftSyntaxMacros

/// The access level of the generated members: that of the struct, limited by the types that contain it.
struct Access {
  /// Access levels, from the most to the least restricted.
  private enum Level: Int, Comparable {
    case file
    case module
    case package
    case world

    static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

    /// The access level among modifiers; nil if there is none.
    init?(_ modifiers: DeclModifierListSyntax) {
      // A modifier with a detail, as `private(set)`, applies only to the setter.
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

  /// The modifier before each member, with a trailing space; empty for the default.
  let modifier: String
  /// Whether the members can be `@inlinable`: everything that they use is public.
  let isInlinable: Bool

  init(of structure: StructDeclSyntax, fields: [RowField], in context: some MacroExpansionContext) {
    var level = Level(structure.modifiers)
    if level == nil, let outer = context.lexicalContext.first?.as(ExtensionDeclSyntax.self) {
      level = Level(outer.modifiers)
    }
    var visible = level ?? .module
    var isWithinExtension = false
    for outer in context.lexicalContext {
      if let type = outer.as(ExtensionDeclSyntax.self) {
        // The access level of the extended type is unknown here.
        isWithinExtension = true
        if let level = Level(type.modifiers), level == .file { visible = .file }
      } else if let type = outer.asProtocol((any DeclGroupSyntax).self) {
        visible = min(visible, Level(type.modifiers) ?? .module)
      }
    }
    modifier =
      switch visible {
      case .file: "fileprivate "
      case .module: ""
      case .package: "package "
      case .world: "public "
      }
    isInlinable = visible == .world && !isWithinExtension && fields.allSatisfy(\.isPublic)
  }
}
