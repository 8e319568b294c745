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
  static func problem(_ path: FilePath, _ doing: String, errno code: Int32 = errno) -> FileError {
    FileError(path, "\(doing): \(words(for: code))")
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
