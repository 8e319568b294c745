#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What stands under a path.
struct FileStatus {
  /// The kinds that make a difference here. Only `of(link:)` finds a link.
  enum Kind {
    case regular, folder, link, other
  }

  /// What the system tells files and folders apart by, whatever their names.
  struct Identity: Hashable {
    let device: UInt64
    let number: UInt64
  }

  let kind: Kind
  /// Bytes in it.
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

  /// Looks, through symbolic links; nil where nothing is.
  /// - Throws: `FileError` where that cannot be told, for lack of permission, say.
  static func of(_ path: FilePath) throws -> FileStatus? {
    var status = stat()
    if stat(path.cString, &status) == 0 { return FileStatus(status) }
    return try nothing(at: path)
  }

  /// Looks at a symbolic link itself, and else as `of(_:)`.
  static func of(link path: FilePath) throws -> FileStatus? {
    var status = stat()
    if lstat(path.cString, &status) == 0 { return FileStatus(status) }
    return try nothing(at: path)
  }

  /// Looks at a folder, through symbolic links; nil where there is none, as at the end of links that lead nowhere.
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

  /// Nil where the call before has found nothing.
  private static func nothing(at path: FilePath) throws -> FileStatus? {
    if errno == ENOENT || errno == ENOTDIR { return nil }
    throw SystemCall.problem(path, "cannot be looked at")
  }
}
