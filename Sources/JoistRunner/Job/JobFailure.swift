/// Why the runner itself gave a job up; a user's or connector's error is thrown as it is.
public enum JobFailure: Error, CustomStringConvertible {
  /// The engine has work and cannot start any of it: what it says about the memory.
  case stuck(String)

  /// For people: what, why, what helps.
  public var description: String {
    switch self {
    case .stuck(let reason):
      "out of memory: \(reason)"
    }
  }
}
