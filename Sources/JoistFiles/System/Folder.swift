#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Operations on folders and their entries.
enum Folder {
  /// The names in a folder, without `.` and `..`, in no particular order.
  /// - Throws: `FileError` if the folder cannot be read.
  static func names(in folder: FilePath) throws -> [FilePath] {
    guard let stream = opendir(folder.cString) else { throw SystemCall.problem(folder, "the folder cannot be read") }
    defer { closedir(stream) }
    var names: [FilePath] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      // SAFETY: `d_name` ends with a zero inside the entry, which stays valid until the next `readdir`; the bytes are copied.
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { FilePath($0.prefix { $0 != 0 }) }
      if name != FilePath(utf8: "."), name != FilePath(utf8: "..") { names.append(name) }
    }
    if errno != 0 { throw SystemCall.problem(folder, "the folder cannot be read") }
    return names
  }

  /// Makes a folder and its missing parents.
  /// - Returns: the folders that were made, outermost first.
  static func make(_ folder: FilePath) throws -> [FilePath] {
    if let status = try FileStatus.of(folder) {
      if status.kind == .folder { return [] }
      throw FileError(folder, "is not a folder")
    }
    let parent = folder.folder
    var made = parent == folder ? [] : try make(parent)
    if mkdir(folder.cString, 0o777) == 0 {
      made.append(folder)
    } else if errno != EEXIST {
      let problem = SystemCall.problem(folder, "the folder cannot be created")
      for folder in made.reversed() { removeEmpty(folder) }
      throw problem
    }
    return made
  }

  /// Removes a folder if it is empty.
  static func removeEmpty(_ folder: FilePath) { _ = rmdir(folder.cString) }

  /// Removes a file if it exists.
  static func removeFile(_ path: FilePath) { _ = unlink(path.cString) }

  /// Renames a file, replacing the file at `target` if there is one.
  static func rename(_ path: FilePath, to target: FilePath) throws {
    #if canImport(Darwin)
      let result = Darwin.rename(path.cString, target.cString)
    #elseif canImport(Musl)
      let result = Musl.rename(path.cString, target.cString)
    #else
      let result = Glibc.rename(path.cString, target.cString)
    #endif
    if result != 0 { throw SystemCall.problem(target, "cannot be replaced") }
  }

  /// Makes a hard link to a file; false if the file system does not support that.
  static func link(_ path: FilePath, as other: FilePath) -> Bool {
    #if canImport(Darwin)
      Darwin.link(path.cString, other.cString) == 0
    #elseif canImport(Musl)
      Musl.link(path.cString, other.cString) == 0
    #else
      Glibc.link(path.cString, other.cString) == 0
    #endif
  }

  /// The path that a symbolic link contains.
  /// - Throws: `FileError` if the link cannot be read.
  static func target(ofLink path: FilePath) throws -> FilePath {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = readlink(path.cString, &buffer, buffer.count)
    if count < 0 { throw SystemCall.problem(path, "the link cannot be read") }
    return FilePath(buffer[..<count].map(UInt8.init(bitPattern:)))
  }

  /// The absolute path of the working folder.
  /// - Throws: `FileError` if the folder no longer exists.
  static func working() throws -> FilePath {
    guard let path = getcwd(nil, 0) else {
      throw SystemCall.problem(FilePath(utf8: "."), "the working folder cannot be determined")
    }
    defer { free(path) }
    // SAFETY: `getcwd` allocates a text that ends with a zero; it is copied before `free`.
    return FilePath(UnsafeBufferPointer(start: path, count: strlen(path)).map(UInt8.init(bitPattern:)))
  }
}
