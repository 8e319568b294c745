import Foundation

/// One run of the engine on one core in a separate process, to measure its peak memory, and for profilers.
enum SingleRun {
  /// Runs a case in this process.
  /// - Returns: a line as that of a ``PeerProgram``.
  static func line(of benchmark: Case) throws -> String {
    guard let engine = benchmark.contenders.first else { return "" }
    let sample = try engine.run()
    let line = PeerProgram.Line(
      rep: 0, sec: sample.wallSeconds, cpu: sample.processorSeconds,
      peakMegabytes: try PeakMemory.megabytes(), ans: sample.answer)
    return String(decoding: try JSONEncoder().encode(line), as: UTF8.self)
  }

  /// Runs a case in a separate process.
  static func apart(_ benchmark: Case) throws -> Sample {
    guard let program = Bundle.main.executableURL else {
      throw ChildFailure(program: ProcessInfo.processInfo.processName, what: "does not know its own path")
    }
    return try PeerProgram(url: program)
      .sample(["--once", "--exact", benchmark.name, "--events", "\(benchmark.units)", "--no-peers"])
  }
}
