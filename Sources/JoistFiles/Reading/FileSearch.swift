/// A search for the files that the components of a pattern mean.
///
/// Symbolic links are followed, and each folder is entered once for each component: a link that leads back to a folder above
/// is no endless way, and one to a folder that is found without it doubles no file. Links wait until all else is found, so
/// that the files of a folder have its own name where the pattern means that too.
struct FileSearch {
  /// A folder in which files for a component, and those after it, are looked for.
  private struct Visit {
    let folder: FilePath
    let component: Int
  }

  /// What is done once.
  private struct VisitIdentity: Hashable {
    let folder: FileStatus.Identity
    let component: Int
  }

  private let components: [FilePath]
  private var entered: Set<VisitIdentity> = []
  private var links: [Visit] = []
  private var found: Set<FilePath> = []

  /// Makes a search. `**` at the end means the files of all those folders.
  init(for components: [FilePath]) {
    self.components = components.last == Self.anyFolders ? components + [FilePath(utf8: "*")] : components
  }

  /// The files, in no particular order.
  /// - Parameter folder: where the pattern begins: the root, or an empty path for the working folder.
  /// - Throws: `FileError` where a folder cannot be read.
  mutating func files(in folder: FilePath) throws -> Set<FilePath> {
    try enter(Visit(folder: folder, component: 0))
    while let next = links.indices.min(by: { links[$0].folder < links[$1].folder }) {
      try enter(links.remove(at: next))
    }
    return found
  }

  private static let anyFolders = FilePath(utf8: "**")

  private mutating func enter(_ visit: Visit) throws {
    let path = visit.folder.bytes.isEmpty ? FilePath(utf8: ".") : visit.folder
    guard let status = try FileStatus.of(folder: path) else { return }
    let identity = VisitIdentity(folder: status.identity, component: visit.component)
    guard entered.insert(identity).inserted else { return }
    let component = components[visit.component]
    if component == Self.anyFolders {
      try enter(Visit(folder: visit.folder, component: visit.component + 1))
      for name in try Folder.names(in: path) where !name.isHidden {
        try goOn(visit.folder.appending(name), visit.component)
      }
    } else if !Wildcard.isPattern(component) {
      try take(visit.folder.appending(component), visit.component)
    } else {
      let wildcard = Wildcard(component)
      for name in try Folder.names(in: path) where wildcard.matches(name) {
        try take(visit.folder.appending(name), visit.component)
      }
    }
  }

  /// Takes what matches a component, if it is there. A link that leads nowhere is not passed over in silence: it is found, and
  /// cannot be read.
  private mutating func take(_ path: FilePath, _ component: Int) throws {
    if component + 1 < components.count { return try goOn(path, component + 1) }
    if try FileStatus.of(link: path) != nil, try FileStatus.of(folder: path) == nil { found.insert(path) }
  }

  /// Goes on in a folder: at once, or later where a link leads to it.
  private mutating func goOn(_ path: FilePath, _ component: Int) throws {
    let visit = Visit(folder: path, component: component)
    switch try FileStatus.of(link: path)?.kind {
    case .folder: try enter(visit)
    case .link: links.append(visit)
    case .regular, .other, nil: break
    }
  }
}
