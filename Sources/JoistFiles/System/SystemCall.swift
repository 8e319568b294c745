#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Helpers for system calls and their errors.
enum SystemCall {
  /// The error of the last system call.
  /// - Parameter doing: what failed, to begin the message with.
  static func problem(_ path: FilePath, _ doing: String, errno code: Int32 = errno) -> FileError {
    FileError(path, "\(doing): \(text(of: code))")
  }

  /// The system's description of an error number, in lower case.
  private static func text(of code: Int32) -> String {
    let text = String(cString: strerror(code))
    return text.prefix(1).lowercased() + text.dropFirst()
  }

  /// Repeats a call while signals interrupt it; nil: it failed with another error.
  static func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result? {
    while true {
      let result = call()
      if result != -1 { return result }
      if errno != EINTR { return nil }
    }
  }
}
