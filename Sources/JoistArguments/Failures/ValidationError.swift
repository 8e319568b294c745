/// Thrown from ``ParsableArguments/validate()`` or `run()` for arguments that do not fit: the message is shown with the
/// command's usage, and the program exits with 1.
public struct ValidationError: Error, Equatable, CustomStringConvertible {
  /// What is wrong, for the person who typed it.
  public var message: String

  /// - Parameter message: what is wrong, for the person who typed it.
  public init(_ message: String) { self.message = message }

  /// The message.
  public var description: String { message }
}
