import Foundation

/// An external program that runs a workload and prints a line of JSON for each run.
struct PeerProgram {
  /// A line of its output.
  struct Line: Codable {
    /// The number of the run; -1 for the warm-up run.
    let rep: Int
    let sec: Double
    /// Processor time in seconds; nil if unknown: each run then gets an equal share of the process's time.
    var cpu: Double?
    /// The peak memory of the process so far, in megabytes.
    var peakMegabytes: Double?
    let ans: [Int64]

    private enum CodingKeys: String, CodingKey {
      case rep, sec, cpu, ans
      case peakMegabytes = "rss_mb"
    }
  }

  let url: URL

  /// The program as a contender.
  func contender(_ role: Contender.Role, _ arguments: [String]) -> Contender {
    Contender(role, measuring: { try sample(arguments) })
  }

  /// Runs the program.
  /// - Returns: its first timed run.
  func sample(_ arguments: [String]) throws -> Sample {
    let before = Self.childrenSeconds()
    let output = try ChildProcess.run(url.path, arguments)
    let processorSeconds = Self.childrenSeconds() - before
    let lines = try output.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
    guard let line = lines.first(where: { $0.rep >= 0 }) else {
      throw ChildFailure(program: url.path, what: "printed no timed run")
    }
    return Sample(
      wallSeconds: line.sec, processorSeconds: line.cpu ?? processorSeconds / Double(lines.count), answer: line.ans,
      peakMegabytes: line.peakMegabytes)
  }

  /// The processor time of the child processes that have ended, in seconds.
  private static func childrenSeconds() -> Double {
    #if os(Linux)
      let children = RUSAGE_CHILDREN.rawValue
    #else
      let children = RUSAGE_CHILDREN
    #endif
    var used = rusage()
    getrusage(children, &used)
    return [used.ru_utime, used.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) * 1e-6 }
  }
}
