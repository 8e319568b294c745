/// Thrown by ``ParsableArguments/validate()`` or `run()` to refuse the arguments. The program shows the message with
/// the command's usage, and exits with code 2.
public struct ValidationError: Error, Equatable, CustomStringConvertible {
  /// What is wrong, for the user.
  public var message: String

  /// - Parameter message: what is wrong, for the user.
  public init(_ message: String) { self.message = message }

  /// The message alone, without the command's usage.
  public var description: String { message }
}
