import Foundation

/// The most memory that this process has had.
enum PeakMemory {
  /// Forgets the peaks of before, where the system can; returns ``bytes()``.
  static func restart() throws -> Int {
    #if os(Linux)
      try "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
    #endif
    return try bytes()
  }

  /// The most memory so far, in bytes.
  static func bytes() throws -> Int {
    #if os(Linux)
      // Not getrusage: after exec it still counts the process that started us.
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
