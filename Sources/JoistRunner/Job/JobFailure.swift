/// Why the runner itself failed a job. The errors of user code and connectors are thrown unchanged.
public enum JobFailure: Error, CustomStringConvertible {
  /// The engine has work but not enough memory to start any of it; the text lists what uses the memory.
  case stuck(String)
  /// Late elements of a step were dropped although its source promises that there are none.
  case lateData(step: String, count: Int, remedy: String)
  /// A step is a test stream, whose script needs a clock that stands still.
  case testStream(step: String)

  /// What happened, why, and what to do.
  public var description: String {
    switch self {
    case .stuck(let reason):
      "out of memory: \(reason)"
    case .lateData(let step, let count, let remedy):
      "the results are incomplete: \(count) elements from step \"\(step)\" were late and were dropped; \(remedy)"
    case .testStream(let step):
      "step \"\(step)\" is a test stream, which only testPipeline runs: the program needs a real source"
    }
  }
}
