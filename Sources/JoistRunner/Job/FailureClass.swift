import Beam
import BeamWorker

/// What a failure means for the job.
enum FailureClass {
  /// A far side is away and will come back: try again for ever.
  case passing
  /// A worker is lost: try again with another, some times.
  case workerLost
  /// There will be no worker: the job fails.
  case poolLost
  /// Anything else: as often as the job's options say, by default once.
  case user

  /// The class of what a bundle threw; a connector decides by throwing a `RetryableError`. One whose far side has never
  /// answered is not worth waiting for: an address is wrong or nothing runs there.
  init(_ error: any Error) {
    switch error {
    case CarrierFailure.workerLost: self = .workerLost
    case CarrierFailure.poolLost: self = .poolLost
    default:
      let cause = (error as? StepFailure)?.underlying ?? error
      self = (cause as? RetryableError)?.hadContact == true ? .passing : .user
    }
  }
}

extension RetryPolicy {
  /// How often work may be tried whose failures are of a class; nil: for ever.
  func attempts(_ failure: FailureClass) -> Int? {
    switch failure {
    case .passing: nil
    case .workerLost: maxWorkersLost
    case .poolLost: 1
    case .user: maxAttempts
    }
  }
}
