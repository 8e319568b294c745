/// A search for the files that match the components of a pattern.
///
/// Symbolic links are followed, but each folder is entered only once for each component. A link to a parent folder therefore does
/// not lead to an endless search, and a link to a folder that is also found directly does not duplicate files. Links are
/// followed last, so that files are reported under a folder's own path if that matches too.
struct FileSearch {
  /// A folder to search, and the index of the first component to match in it.
  private struct Visit {
    let folder: FilePath
    let component: Int
  }

  /// Identifies a visit independently of the folder's path.
  private struct VisitIdentity: Hashable {
    let folder: FileStatus.Identity
    let component: Int
  }

  private let components: [FilePath]
  private var entered: Set<VisitIdentity> = []
  private var links: [Visit] = []
  private var found: Set<FilePath> = []

  /// Makes a search. A `**` at the end matches all files in all folders.
  init(for components: [FilePath]) {
    self.components = components.last == Self.anyFolders ? components + [FilePath(utf8: "*")] : components
  }

  /// The matching files.
  /// - Parameter folder: the folder in which the pattern starts: the root, or an empty path for the working folder.
  /// - Throws: `FileError` if a folder cannot be read.
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
        try descend(visit.folder.appending(name), visit.component)
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

  /// Handles a path that matches a component, if it exists. A broken link counts as found, so that reading it fails with an
  /// error.
  private mutating func take(_ path: FilePath, _ component: Int) throws {
    if component + 1 < components.count { return try descend(path, component + 1) }
    if try FileStatus.of(link: path) != nil, try FileStatus.of(folder: path) == nil { found.insert(path) }
  }

  /// Continues the search in a folder: at once, or last if the path is a link.
  private mutating func descend(_ path: FilePath, _ component: Int) throws {
    let visit = Visit(folder: path, component: component)
    switch try FileStatus.of(link: path)?.kind {
    case .folder: try enter(visit)
    case .link: links.append(visit)
    case .regular, .other, nil: break
    }
  }
}
