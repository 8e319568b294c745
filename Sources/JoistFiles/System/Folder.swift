#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What is done with folders.
enum Folder {
  /// The folder of a path, and the name in it.
  static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    let name = String(path[path.utf8.index(after: slash)...])
    return (slash == path.startIndex ? "/" : String(path[..<slash]), name)
  }

  /// A path in a folder.
  static func path(_ folder: String, _ name: String) -> String { folder == "/" ? "/\(name)" : "\(folder)/\(name)" }

  /// The names in a folder, without `.` and `..`, in no particular order.
  /// - Throws: `FileError`.
  static func names(in folder: String) throws -> [String] {
    guard let stream = opendir(folder) else { throw SystemCall.problem(folder, "the folder cannot be read") }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    if errno != 0 { throw SystemCall.problem(folder, "the folder cannot be read") }
    return names
  }

  /// Makes a folder and those above it that are missing.
  /// - Returns: those that were made, the uppermost first.
  static func make(_ folder: String) throws -> [String] {
    if let status = try FileStatus.of(folder) {
      if status.kind == .folder { return [] }
      throw FileError(path: folder, message: "is not a folder")
    }
    let (parent, _) = split(folder)
    var made = parent == folder ? [] : try make(parent)
    if mkdir(folder, 0o777) == 0 {
      made.append(folder)
    } else if errno != EEXIST {
      let problem = SystemCall.problem(folder, "the folder cannot be made")
      for folder in made.reversed() { _ = rmdir(folder) }
      throw problem
    }
    return made
  }

  /// Removes a folder if it is empty.
  static func removeEmpty(_ folder: String) { _ = rmdir(folder) }

  /// Removes a file; whether it was there does not matter.
  static func removeFile(_ path: String) { _ = unlink(path) }

  /// Gives a file another name, in place of what has that name.
  static func rename(_ path: String, to target: String) throws {
    #if canImport(Darwin)
      let result = Darwin.rename(path, target)
    #elseif canImport(Musl)
      let result = Musl.rename(path, target)
    #else
      let result = Glibc.rename(path, target)
    #endif
    if result != 0 { throw SystemCall.problem(target, "cannot be put in place") }
  }

  /// Gives a file a second name; false where the file system cannot.
  static func link(_ path: String, as other: String) -> Bool {
    #if canImport(Darwin)
      Darwin.link(path, other) == 0
    #elseif canImport(Musl)
      Musl.link(path, other) == 0
    #else
      Glibc.link(path, other) == 0
    #endif
  }

  /// The path of a file with all symbolic links followed; nil where there is none.
  static func resolved(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }
}
