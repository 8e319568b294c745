/// Identifies a file independently of how its path is spelled, even if the file does not exist yet: by the innermost existing
/// folder of its path and the names after that folder.
struct FileIdentity: Hashable, Sendable {
  private let folder: FileStatus.Identity
  private let rest: [FilePath]

  /// Looks up the identity of a file.
  /// - Parameter file: a path without links.
  /// - Throws: `FileError` if a folder of the path cannot be accessed.
  init(of file: FilePath) throws {
    var folder = file.folder
    var rest = [file.name]
    while true {
      if let status = try FileStatus.of(folder: folder) {
        self.folder = status.identity
        self.rest = rest
        return
      }
      guard folder != folder.folder else { throw FileError(file, "is not in an existing folder") }
      rest.insert(folder.name, at: 0)
      folder = folder.folder
    }
  }
}
