/// Why the runner itself gave a job up; a user's or connector's error is thrown as it is.
public enum JobFailure: Error, CustomStringConvertible {
  /// The engine has work and cannot start any of it: what it says about the memory.
  case stuck(String)
  /// Late elements of a step were dropped, although the author has promised that it has none.
  case lateData(step: String, count: Int, remedy: String)

  /// For people: what, why, what helps.
  public var description: String {
    switch self {
    case .stuck(let reason):
      "out of memory: \(reason)"
    case .lateData(let step, let count, let remedy):
      "the results are not complete: \(count) elements that come from step \"\(step)\" were late and were dropped; \(remedy)"
    }
  }
}
