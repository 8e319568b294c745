/// A bundle did not end because the process that ran it is gone. Nothing of it has happened.
public enum CarrierFailure: Error, CustomStringConvertible {
  /// One worker ended; another can be started. The reason says how it ended, with what it wrote last.
  case workerLost(reason: String)
  /// Whoever starts workers is gone or refuses to start one.
  case poolLost(reason: String)

  /// What is gone, and why.
  public var description: String {
    switch self {
    case .workerLost(let reason): "the worker that ran the bundle is lost: \(reason)"
    case .poolLost(let reason): "no worker can be started: \(reason)"
    }
  }
}
