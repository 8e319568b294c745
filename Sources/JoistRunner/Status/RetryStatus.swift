/// Work that failed and will be tried again.
public struct RetryStatus: Sendable, Equatable {
  /// The steps of the stage that failed.
  public var stage: String
  /// How often it has failed in a row.
  public var failures: Int
  /// What the last failure said.
  public var message: String
  /// When it is tried next: processing time in milliseconds.
  public var nextAttempt: Int64

  /// Makes the status of a retry.
  public init(stage: String, failures: Int, message: String, nextAttempt: Int64) {
    self.stage = stage
    self.failures = failures
    self.message = message
    self.nextAttempt = nextAttempt
  }
}
