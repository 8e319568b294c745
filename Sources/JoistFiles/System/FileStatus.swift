#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The kind, size and identity of a file.
struct FileStatus {
  /// The kind of a file. Only `of(link:)` returns `link`.
  enum Kind {
    case regular, folder, link, other
  }

  /// Identifies a file or folder independently of its path.
  struct Identity: Hashable {
    let device: UInt64
    let number: UInt64
  }

  let kind: Kind
  /// The size in bytes.
  let size: Int64
  let identity: Identity

  private init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      case S_IFLNK: .link
      default: .other
      }
    size = Int64(status.st_size)
    identity = Identity(
      device: UInt64(truncatingIfNeeded: status.st_dev), number: UInt64(truncatingIfNeeded: status.st_ino))
  }

  /// The status of a file, following symbolic links; nil: there is none.
  /// - Throws: `FileError` if the path cannot be accessed, for example because of missing permissions.
  static func of(_ path: FilePath) throws -> FileStatus? {
    var status = stat()
    if stat(path.cString, &status) == 0 { return FileStatus(status) }
    return try nothing(at: path)
  }

  /// The status of a file without following a symbolic link at the end of the path; otherwise like `of(_:)`.
  static func of(link path: FilePath) throws -> FileStatus? {
    var status = stat()
    if lstat(path.cString, &status) == 0 { return FileStatus(status) }
    return try nothing(at: path)
  }

  /// The status of a folder, following symbolic links; nil: there is none, or the links are broken.
  static func of(folder path: FilePath) throws -> FileStatus? {
    var status = stat()
    if stat(path.cString, &status) == 0 {
      let found = FileStatus(status)
      return found.kind == .folder ? found : nil
    }
    return errno == ELOOP ? nil : try nothing(at: path)
  }

  static func of(descriptor: Int32) -> FileStatus? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? FileStatus(status) : nil
  }

  /// Returns nil if the previous call failed because the file does not exist; throws for other errors.
  private static func nothing(at path: FilePath) throws -> FileStatus? {
    if errno == ENOENT || errno == ENOTDIR { return nil }
    throw SystemCall.problem(path, "cannot be accessed")
  }
}
