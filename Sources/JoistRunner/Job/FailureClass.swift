import Beam
import BeamWorker

/// What a failure means for the job.
enum FailureClass {
  /// A service is temporarily unavailable: try again without a limit.
  case transient
  /// A worker is lost: try again with another, up to `RetryPolicy.maxWorkersLost` times.
  case workerLost
  /// No worker will be available: the job fails.
  case poolLost
  /// Any other error: try up to `RetryPolicy.maxAttempts` times.
  case user

  /// The class of an error that a bundle threw. A connector marks an error as transient by throwing a `RetryableError`,
  /// but only if its service has answered before: otherwise the address is probably wrong.
  init(_ error: any Error) {
    switch error {
    case CarrierFailure.workerLost: self = .workerLost
    case CarrierFailure.poolLost: self = .poolLost
    default:
      let cause = (error as? StepFailure)?.underlying ?? error
      self = (cause as? RetryableError)?.hadContact == true ? .transient : .user
    }
  }
}

extension RetryPolicy {
  /// How often work may be tried that fails with this class of error; nil: no limit.
  func attempts(_ failure: FailureClass) -> Int? {
    switch failure {
    case .transient: nil
    case .workerLost: maxWorkersLost
    case .poolLost: 1
    case .user: maxAttempts
    }
  }
}
