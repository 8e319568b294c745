import Foundation

/// The peak memory of this process.
enum PeakMemory {
  /// In megabytes.
  static func megabytes() throws -> Double {
    #if os(Linux)
      // Not getrusage: after exec it still includes the process that started this one.
      let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      guard let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap({ Double($0) }) else {
        throw ChildFailure(program: "/proc/self/status", what: "has no VmHWM")
      }
      return kilobytes / 1024
    #else
      var usage = rusage()
      getrusage(RUSAGE_SELF, &usage)
      return Double(usage.ru_maxrss) / 1_048_576
    #endif
  }
}
