/// Finds the files for a path or a pattern.
///
/// A path that exists is taken literally, even if it contains wildcards. Otherwise `*`, `?` and `[…]` match characters of a name,
/// and `**` matches any number of folders. Folders that match are not read. Hidden files and folders match only a pattern that
/// starts with a dot.
enum FilePattern {
  /// The files for a path or a pattern, sorted by path.
  /// - Throws: `FileError` if there is none or a folder cannot be read.
  static func files(matching text: String) throws -> [FilePath] {
    if text.isEmpty { throw FileError(path: text, message: "is an empty path; give a file or a pattern") }
    let pattern = try FilePath(fromUser: text)
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

  /// Checks that there is at least one file for a path or pattern, and that all of them can be read.
  static func check(_ pattern: String) throws {
    for path in try files(matching: pattern) { _ = try InputFile.open(path) }
  }

  /// The status of the file whose path is the pattern itself; nil: there is none.
  private static func named(_ pattern: FilePath) throws -> FileStatus? {
    // Ignore errors for a pattern: it may be too long for a path.
    Wildcard.isPattern(pattern) ? try? FileStatus.of(pattern) : try FileStatus.of(pattern)
  }

  private static func missing(_ what: String) -> String {
    "\(what) (relative paths begin at \((try? Folder.working())?.description ?? "the working directory"))"
  }
}
