/// Thrown to end the program well, with a message on standard output.
public enum CleanExit: Error, CustomStringConvertible {
  /// Shows the help of a command; nil for the one that ran.
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
