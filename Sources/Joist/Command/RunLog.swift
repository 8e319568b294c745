import Beam
import JoistArguments
import JoistRunner

/// The form of what a program writes to standard error.
public enum LogFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
  /// Lines for people, and a table on a terminal.
  case text
  /// A JSON object on each line, for programs that collect logs.
  case json
}

extension Logger.Level: ExpressibleByArgument {}

/// What a run writes to standard error: log events and its own messages, all in one form.
struct RunLog: Sendable {
  let console = Console()
  let logger: Logger
  private let format: LogFormat

  init(_ format: LogFormat, level: Logger.Level, jobName: String) {
    self.format = format
    let line = format == .json ? JSONLog.line(for:) : StandardErrorLog.line(for:)
    logger = Logger(label: jobName, logLevel: level) { [console] in console.write(line($0)) }
  }

  /// Whether the form is one for programs, not for people.
  var isForPrograms: Bool { format == .json }

  /// How to show the job's status.
  func style(isQuiet: Bool) -> StatusReporter.Style {
    if format == .json { return isQuiet ? .silent : .events(logger) }
    return isQuiet ? .brief : console.isTerminal ? .table : .lines
  }

  /// Writes a message of the run itself.
  func say(_ message: String, level: Logger.Level = .info) {
    switch format {
    case .text: console.write(level == .error ? "error: \(message)" : message)
    case .json: logger.log(level: level, message)
    }
  }
}
