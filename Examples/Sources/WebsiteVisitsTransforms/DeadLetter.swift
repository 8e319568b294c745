public import Joist

/// A line that is no visit, for a file: what it was, and why it is there.
@Row public struct DeadLetter: Sendable, Equatable {
  /// The line as it came; nil where it is no text.
  public var line: String?
  /// The line's bytes, where it is no text.
  public var bytes: Bytes?
  /// What is wrong with it.
  public var reason: String
  /// The step that refused it.
  public var step: String
  /// The step, and the file with the byte at which the line begins.
  public var id: String

  /// The dead letter of a failure.
  public init(_ failure: Failure<Bytes>) {
    line = String(failure.element)
    bytes = line == nil ? failure.element : nil
    reason = failure.reason
    step = failure.step
    id = failure.id
  }
}
