/// Thrown to end the program with success and a message on standard output.
public enum CleanExit: Error, CustomStringConvertible {
  /// Shows the help of a command; nil: of the current command.
  case helpRequest((any ParsableArguments.Type)? = nil)
  /// Shows this text.
  case message(String)

  /// The message, or `--help`.
  public var description: String {
    switch self {
    case .helpRequest: "--help"
    case .message(let text): text
    }
  }
}
