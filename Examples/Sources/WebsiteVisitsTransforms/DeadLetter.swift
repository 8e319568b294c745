public import Joist

/// A line that is not a visit, with the reason, for a file.
@Row public struct DeadLetter: Sendable, Equatable {
  /// The line; nil if it is not UTF-8.
  public var line: String?
  /// The bytes of the line if it is not UTF-8.
  public var bytes: Bytes?
  /// Why the line is not a visit.
  public var reason: String
  /// The step that refused it.
  public var step: String
  /// The step, the file and the offset at which the line begins.
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
