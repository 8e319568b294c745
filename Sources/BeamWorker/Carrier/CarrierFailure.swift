/// A bundle did not complete, because the process that ran it is gone. The bundle has no effect.
public enum CarrierFailure: Error, CustomStringConvertible {
  /// A worker ended; another one can be started. The reason says how it ended, and quotes its last output.
  case workerLost(reason: String)
  /// The worker pool is gone, or refuses to start a worker.
  case poolLost(reason: String)

  /// What is lost, and why.
  public var description: String {
    switch self {
    case .workerLost(let reason): "the worker that ran the bundle was lost: \(reason)"
    case .poolLost(let reason): "no worker can be started: \(reason)"
    }
  }
}
