import Foundation

/// One run of the engine on one core, in a process that does nothing else: for its peak of memory, and for profilers.
enum SingleRun {
  /// Does a case here, and tells it as a line of a ``PeerProgram``.
  static func line(of benchmark: Case) throws -> String {
    guard let engine = benchmark.contenders.first else { return "" }
    let sample = try engine.run()
    let line = PeerProgram.Line(
      rep: 0, sec: sample.wallSeconds, cpu: sample.processorSeconds,
      peakMegabytes: try PeakMemory.megabytes(), ans: sample.answer)
    return String(decoding: try JSONEncoder().encode(line), as: UTF8.self)
  }

  /// Has a process of its own do a case.
  static func apart(_ benchmark: Case) throws -> Sample {
    guard let program = Bundle.main.executableURL else {
      throw ChildFailure(program: ProcessInfo.processInfo.processName, what: "does not know where it stands")
    }
    return try PeerProgram(url: program)
      .sample(["--once", "--exact", benchmark.name, "--events", "\(benchmark.units)", "--no-peers"])
  }
}
