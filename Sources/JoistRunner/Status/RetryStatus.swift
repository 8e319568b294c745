/// Work that failed and will be tried again.
public struct RetryStatus: Sendable, Equatable {
  /// The name of the stage that failed.
  public var stage: String
  /// How often the work has failed in a row.
  public var failures: Int
  /// The message of the last failure.
  public var message: String
  /// The processing time of the next attempt, in milliseconds.
  public var nextAttempt: Int64

  /// Makes the status of a retry.
  public init(stage: String, failures: Int, message: String, nextAttempt: Int64) {
    self.stage = stage
    self.failures = failures
    self.message = message
    self.nextAttempt = nextAttempt
  }
}
