/// What two paths of one file have in common, however they are spelled, also where the file is not there yet: the last folder on
/// its way that is there, and the names from there on.
struct FileIdentity: Hashable, Sendable {
  private let folder: FileStatus.Identity
  private let rest: [FilePath]

  /// Finds out.
  /// - Parameter file: a path without links in it.
  /// - Throws: `FileError` where that cannot be told.
  init(of file: FilePath) throws {
    var folder = file.folder
    var rest = [file.name]
    while true {
      if let status = try FileStatus.of(folder: folder) {
        self.folder = status.identity
        self.rest = rest
        return
      }
      guard folder != folder.folder else { throw FileError(file, "is in no folder") }
      rest.insert(folder.name, at: 0)
      folder = folder.folder
    }
  }
}
