import Foundation

/// A program that runs a workload and prints a line of JSON for each of its runs: seconds, processor seconds, answer.
struct PeerProgram {
  /// A line that it prints; the run that warms it up has the number -1.
  private struct Line: Decodable {
    let rep: Int
    let sec: Double
    let cpu: Double
    let ans: [Int64]
  }

  let url: URL

  /// The program as a contender.
  func contender(_ role: Contender.Role, _ arguments: [String]) -> Contender {
    Contender(role, measuring: { try sample(arguments) })
  }

  private func sample(_ arguments: [String]) throws -> Sample {
    let output = try ChildProcess.run(url.path, arguments)
    let lines = try output.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
    guard let line = lines.first(where: { $0.rep >= 0 }) else {
      throw ChildFailure(program: url.path, what: "printed no timed run")
    }
    return Sample(wallSeconds: line.sec, processorSeconds: line.cpu, answer: line.ans)
  }
}
