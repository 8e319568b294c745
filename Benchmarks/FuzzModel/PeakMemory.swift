import Foundation

/// The peak memory of this process.
enum PeakMemory {
  /// Resets the peak, if the system can, and returns ``bytes()``.
  static func restart() throws -> Int {
    #if os(Linux)
      try "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
    #endif
    return try bytes()
  }

  /// The peak memory so far, in bytes.
  static func bytes() throws -> Int {
    #if os(Linux)
      // Not getrusage: after exec it still includes the process that started this one.
      let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      guard let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
        throw Failure("/proc/self/status has no VmHWM")
      }
      return kilobytes * 1024
    #else
      var usage = rusage()
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #endif
  }
}
