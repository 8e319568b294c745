/// Finds the files that a path or a pattern means.
///
/// A path that is there is meant as it stands, whatever characters it has. Else `*`, `?` and `[…]` stand for characters of one
/// name, and `**` for any number of folders. Folders that match are not read; hidden files and folders only match a pattern
/// that begins with a dot.
enum FilePattern {
  /// The files, in the order of their paths.
  /// - Throws: `FileError` where there is none, or where a folder on the way cannot be read.
  static func files(matching pattern: String) throws -> [String] {
    if pattern.isEmpty { throw FileError(path: pattern, message: "is an empty path; name a file, or a pattern") }
    if let status = try FileStatus.of(pattern) {
      if status.kind == .folder {
        throw FileError(
          path: pattern, message: "is a folder; to read all files in it, write \"\(Folder.path(pattern, "*"))\"")
      }
      return [pattern]
    }
    guard Wildcard.isPattern(pattern) else { throw FileError(path: pattern, message: missing("no such file")) }
    var found = Set<String>()
    let isAbsolute = pattern.hasPrefix("/")
    try collect(pattern.split(separator: "/")[...], in: isAbsolute ? "/" : "", into: &found)
    if found.isEmpty { throw FileError(path: pattern, message: missing("no file matches")) }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Makes sure that a path or pattern means at least one file, and that all can be read.
  static func check(_ pattern: String) throws {
    for path in try files(matching: pattern) { _ = try InputFile.open(path) }
  }

  private static func missing(_ what: String) -> String {
    "\(what) (relative paths begin at \(Folder.resolved(".") ?? "the working directory"))"
  }

  /// Adds the files that the rest of a pattern means in a folder, given as a prefix of paths.
  private static func collect(
    _ components: ArraySlice<Substring>, in folder: String, into found: inout Set<String>
  ) throws {
    guard let component = components.first else { return }
    let rest = components.dropFirst()
    if component == "**" {
      try collect(rest.isEmpty ? ["*"] : rest, in: folder, into: &found)
      for name in try names(in: folder) where !name.hasPrefix(".") {
        if try isFolder(folder + name) { try collect(components, in: folder + name + "/", into: &found) }
      }
      return
    }
    let isPattern = Wildcard.isPattern(component)
    let candidates = isPattern ? try names(in: folder).filter(Wildcard(component).matches) : [String(component)]
    for name in candidates {
      let path = folder + name
      if rest.isEmpty {
        // A name in a folder without a file behind it is a broken link, which is not passed over in silence.
        let kind = try FileStatus.of(path)?.kind
        if kind == nil ? isPattern : kind != .folder { found.insert(path) }
      } else if try isFolder(path) {
        try collect(rest, in: path + "/", into: &found)
      }
    }
  }

  private static func names(in folder: String) throws -> [String] {
    try Folder.names(in: folder.isEmpty ? "." : folder)
  }

  private static func isFolder(_ path: String) throws -> Bool { try FileStatus.of(path)?.kind == .folder }
}
