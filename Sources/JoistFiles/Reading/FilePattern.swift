/// Finds the files that a path or a pattern means.
///
/// A path that is there is meant as it stands, whatever characters it has. Else `*`, `?` and `[…]` stand for characters of one
/// name, and `**` for any number of folders. Folders that match are not read; hidden files and folders only match a pattern
/// that begins with a dot.
enum FilePattern {
  /// The files, in the order of their paths.
  /// - Throws: `FileError` where there is none, or where a folder on the way cannot be read.
  static func files(matching text: String) throws -> [FilePath] {
    if text.isEmpty { throw FileError(path: text, message: "is an empty path; name a file, or a pattern") }
    let pattern = try FilePath(fromAuthor: text)
    if let status = try named(pattern) {
      if status.kind == .folder {
        throw FileError(pattern, "is a folder; to read all files in it, write \"\(pattern.appending("*"))\"")
      }
      return [pattern]
    }
    guard Wildcard.isPattern(pattern) else { throw FileError(pattern, missing("no such file")) }
    var search = FileSearch(for: pattern.components)
    let found = try search.files(in: FilePath(utf8: pattern.isAbsolute ? "/" : ""))
    if found.isEmpty { throw FileError(pattern, missing("no file matches")) }
    return found.sorted()
  }

  /// Makes sure that a path or pattern means at least one file, and that all can be read.
  static func check(_ pattern: String) throws {
    for path in try files(matching: pattern) { _ = try InputFile.open(path) }
  }

  /// What has the pattern itself as its path.
  private static func named(_ pattern: FilePath) throws -> FileStatus? {
    // A pattern need not be a path that the system takes: it may be longer.
    Wildcard.isPattern(pattern) ? try? FileStatus.of(pattern) : try FileStatus.of(pattern)
  }

  private static func missing(_ what: String) -> String {
    "\(what) (relative paths begin at \((try? Folder.working())?.description ?? "the working directory"))"
  }
}
