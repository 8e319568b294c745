public import Joist

/// A line that is no visit, for a file: what it was, and why it is there.
@Row public struct DeadLetter: Sendable, Equatable {
  /// The line as it came.
  public var line: String
  /// What is wrong with it.
  public var reason: String
  /// The step that refused it.
  public var step: String

  /// The dead letter of a failure.
  public init(_ failure: Failure<String>) {
    line = failure.element
    reason = failure.reason
    step = failure.step
  }
}
