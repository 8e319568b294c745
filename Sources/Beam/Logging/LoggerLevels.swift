// One method per level, as in swift-log.
extension Logger {
  /// Logs an event for following a single call through the code.
  public func trace(
    _ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:],
    file: StaticString = #fileID, line: UInt = #line
  ) { log(level: .trace, message(), metadata: metadata(), file: file, line: line) }

  /// Logs an event for finding a fault.
  public func debug(
    _ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:],
    file: StaticString = #fileID, line: UInt = #line
  ) { log(level: .debug, message(), metadata: metadata(), file: file, line: line) }

  /// Logs an event for watching a job.
  public func info(
    _ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:],
    file: StaticString = #fileID, line: UInt = #line
  ) { log(level: .info, message(), metadata: metadata(), file: file, line: line) }

  /// Logs an event that is normal, but worth attention.
  public func notice(
    _ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:],
    file: StaticString = #fileID, line: UInt = #line
  ) { log(level: .notice, message(), metadata: metadata(), file: file, line: line) }

  /// Logs a problem that was handled. If it repeats, someone should act.
  public func warning(
    _ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:],
    file: StaticString = #fileID, line: UInt = #line
  ) { log(level: .warning, message(), metadata: metadata(), file: file, line: line) }

  /// Logs a failure. Someone should act.
  public func error(
    _ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:],
    file: StaticString = #fileID, line: UInt = #line
  ) { log(level: .error, message(), metadata: metadata(), file: file, line: line) }

  /// Logs that the program cannot continue.
  public func critical(
    _ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:],
    file: StaticString = #fileID, line: UInt = #line
  ) { log(level: .critical, message(), metadata: metadata(), file: file, line: line) }
}
