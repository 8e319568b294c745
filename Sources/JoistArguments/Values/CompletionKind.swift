/// How a shell completes a value.
public struct CompletionKind: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    case `default`
    case list([String])
    case file(extensions: [String])
    case directory
    case shellCommand(String)
  }

  let kind: Kind

  /// As the type defines: its cases, or nothing.
  public static var `default`: Self { Self(kind: .default) }

  /// One of these words.
  public static func list(_ words: [String]) -> Self { Self(kind: .list(words)) }

  /// A file; with one of these extensions (without the dot) if there are any.
  public static func file(extensions: [String] = []) -> Self { Self(kind: .file(extensions: extensions)) }

  /// The path of a folder.
  public static var directory: Self { Self(kind: .directory) }

  /// The lines that a shell command prints.
  public static func shellCommand(_ command: String) -> Self { Self(kind: .shellCommand(command)) }
}
