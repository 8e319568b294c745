#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Calls of the operating system, with its errors as values.
enum SystemCall {
  /// The error of the call before, in words.
  static func problem(_ path: String, _ doing: String, errno code: Int32 = errno) -> FileError {
    FileError(path: path, message: "\(doing): \(words(for: code))")
  }

  /// An error number in words that fit into a sentence.
  static func words(for code: Int32) -> String {
    let text = String(cString: strerror(code))
    return text.prefix(1).lowercased() + text.dropFirst()
  }

  /// Repeats a call that a signal interrupts; nil where it fails.
  static func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result? {
    while true {
      let result = call()
      if result != -1 { return result }
      if errno != EINTR { return nil }
    }
  }
}

/// What stands under a path.
struct FileStatus {
  /// The kinds that make a difference here.
  enum Kind {
    case regular, folder, other
  }

  let kind: Kind
  /// Bytes in it.
  let size: Int64

  fileprivate init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      default: .other
      }
    size = Int64(status.st_size)
  }

  /// Looks, through symbolic links; nil where nothing is.
  /// - Throws: `FileError` where that cannot be told, for lack of permission, say.
  static func of(_ path: String) throws -> FileStatus? {
    var status = stat()
    if stat(path, &status) == 0 { return FileStatus(status) }
    if errno == ENOENT || errno == ENOTDIR { return nil }
    throw SystemCall.problem(path, "cannot be looked at")
  }

  static func of(descriptor: Int32) -> FileStatus? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? FileStatus(status) : nil
  }
}
