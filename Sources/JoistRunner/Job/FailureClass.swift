import Beam

/// What a failure means for the job.
enum FailureClass {
  /// A far side is away and will come back: try again for ever.
  case passing
  /// Anything else: as often as the job's options say, by default once.
  case user

  /// The class of what a bundle threw; a connector decides by throwing a `RetryableError`. One whose far side has never
  /// answered is not worth waiting for: an address is wrong or nothing runs there.
  init(_ error: any Error) {
    let cause = (error as? StepFailure)?.underlying ?? error
    self = (cause as? RetryableError)?.hadContact == true ? .passing : .user
  }
}
