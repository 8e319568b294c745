/// One method a level, as in swift-log.
extension Logger {
  /// Logs for those who follow one call through the code.
  public func trace(
    _ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:],
    file: StaticString = #fileID, line: UInt = #line
  ) { log(level: .trace, message(), metadata: metadata(), file: file, line: line) }

  /// Logs for those who look for a fault.
  public func debug(
    _ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:],
    file: StaticString = #fileID, line: UInt = #line
  ) { log(level: .debug, message(), metadata: metadata(), file: file, line: line) }

  /// Logs for those who watch a job.
  public func info(
    _ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:],
    file: StaticString = #fileID, line: UInt = #line
  ) { log(level: .info, message(), metadata: metadata(), file: file, line: line) }

  /// Logs what is normal and worth a look.
  public func notice(
    _ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:],
    file: StaticString = #fileID, line: UInt = #line
  ) { log(level: .notice, message(), metadata: metadata(), file: file, line: line) }

  /// Logs what was mended; if it repeats, somebody should act.
  public func warning(
    _ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:],
    file: StaticString = #fileID, line: UInt = #line
  ) { log(level: .warning, message(), metadata: metadata(), file: file, line: line) }

  /// Logs what failed; somebody should act.
  public func error(
    _ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:],
    file: StaticString = #fileID, line: UInt = #line
  ) { log(level: .error, message(), metadata: metadata(), file: file, line: line) }

  /// Logs that the program cannot go on.
  public func critical(
    _ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:],
    file: StaticString = #fileID, line: UInt = #line
  ) { log(level: .critical, message(), metadata: metadata(), file: file, line: line) }
}
