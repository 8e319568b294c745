/// Logs events for a person to read, in swift-log's words: levels, and metadata beside the message instead of in it.
///
/// A library takes a logger and never makes one. Where the events go is one function, the ``Sink``, so a program that
/// uses swift-log forwards with:
/// ```swift
/// let logger = Logger(label: "visits") { event in
///   other.log(level: .init(rawValue: event.level.rawValue) ?? .info, "\(event.message)")
/// }
/// ```
public struct Logger: Sendable {
  /// Where events go. Called on the thread that logs, so it must be quick.
  public typealias Sink = @Sendable (LogEvent) -> Void

  /// Who speaks: part of every event.
  public var label: String

  /// Events below this level are not made.
  public var logLevel: Level

  /// Part of every event; what an event brings itself wins.
  public var metadata: Metadata

  private let sink: Sink

  /// - Parameters:
  ///   - label: who speaks.
  ///   - logLevel: the lowest level that is logged.
  ///   - metadata: part of every event.
  ///   - sink: where events go; standard error if not said.
  public init(
    label: String, logLevel: Level = .info, metadata: Metadata = [:], sink: @escaping Sink = StandardErrorLog.write
  ) {
    self.label = label
    self.logLevel = logLevel
    self.metadata = metadata
    self.sink = sink
  }

  /// One piece of the logger's own metadata.
  public subscript(metadataKey key: String) -> MetadataValue? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Logs one event, if its level is high enough; else neither message nor metadata is made.
  /// - Parameters:
  ///   - level: who must act.
  ///   - message: what happened, lower-case, without the values.
  ///   - metadata: the values.
  ///   - file: where it is logged; left out.
  ///   - line: where it is logged; left out.
  public func log(
    level: Level, _ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:],
    file: StaticString = #fileID, line: UInt = #line
  ) {
    guard level >= logLevel else { return }
    let all = self.metadata.merging(metadata()) { _, own in own }
    sink(LogEvent(label: label, level: level, message: message(), metadata: all, file: file, line: line))
  }
}

/// What is logged.
public struct LogEvent: Sendable {
  /// The logger's label.
  public var label: String
  /// Who must act.
  public var level: Logger.Level
  /// What happened, without the values.
  public var message: String
  /// The values, those of the logger included.
  public var metadata: Logger.Metadata
  /// The source file that logged it, as `Module/File.swift`.
  public var file: StaticString
  /// The line in that file.
  public var line: UInt
}
