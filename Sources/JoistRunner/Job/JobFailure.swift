/// Why the runner itself failed a job. The errors of user code and connectors are thrown unchanged.
public enum JobFailure: Error, CustomStringConvertible {
  /// The engine has work but not enough memory to start any of it; the text lists what uses the memory.
  case stuck(String)
  /// Late elements of a step were dropped although its source promises that there are none.
  case lateData(step: String, count: Int, remedy: String)

  /// What happened, why, and what to do.
  public var description: String {
    switch self {
    case .stuck(let reason):
      "out of memory: \(reason)"
    case .lateData(let step, let count, let remedy):
      "the results are incomplete: \(count) elements from step \"\(step)\" were late and were dropped; \(remedy)"
    }
  }
}
