/// Logs events for people to read. As in swift-log, events have levels, and metadata that is separate from the message.
///
/// A library is given a logger and never creates one. Events go to a function, the ``Sink``. A program that uses swift-log
/// forwards them with:
/// ```swift
/// let logger = Logger(label: "visits") { event in
///   other.log(level: .init(rawValue: event.level.rawValue) ?? .info, "\(event.message)")
/// }
/// ```
public struct Logger: Sendable {
  /// Receives events. It is called on the thread that logs, so it must be fast.
  public typealias Sink = @Sendable (LogEvent) -> Void

  /// Names the part of the program that logs; part of every event.
  public var label: String

  /// The lowest level that is logged.
  public var logLevel: Level

  /// Values that are part of every event. An event's own values take precedence.
  public var metadata: Metadata

  private let sink: Sink

  /// - Parameters:
  ///   - label: names the part of the program that logs.
  ///   - logLevel: the lowest level that is logged.
  ///   - metadata: values that are part of every event.
  ///   - sink: receives the events; by default it writes to standard error.
  public init(
    label: String, logLevel: Level = .info, metadata: Metadata = [:], sink: @escaping Sink = StandardErrorLog.write
  ) {
    self.label = label
    self.logLevel = logLevel
    self.metadata = metadata
    self.sink = sink
  }

  /// A value of the logger's own metadata.
  public subscript(metadataKey key: String) -> MetadataValue? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Logs an event if its level is at least `logLevel`. Otherwise message and metadata are not evaluated.
  /// - Parameters:
  ///   - level: the severity of the event.
  ///   - message: what happened, in lower case and without values.
  ///   - metadata: the values.
  ///   - file: the source file; leave it out.
  ///   - line: the source line; leave it out.
  public func log(
    level: Level, _ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:],
    file: StaticString = #fileID, line: UInt = #line
  ) {
    guard level >= logLevel else { return }
    let all = self.metadata.merging(metadata()) { _, own in own }
    sink(LogEvent(label: label, level: level, message: message(), metadata: all, file: file, line: line))
  }
}

/// An event that is logged.
public struct LogEvent: Sendable {
  /// The logger's label.
  public var label: String
  /// The severity, which is at least the logger's `logLevel`.
  public var level: Logger.Level
  /// What happened, without values.
  public var message: String
  /// The values, including those of the logger.
  public var metadata: Logger.Metadata
  /// The source file that logged the event, as `Module/File.swift`.
  public var file: StaticString
  /// The line in that file.
  public var line: UInt
}
