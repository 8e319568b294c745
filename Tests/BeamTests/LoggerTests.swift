import Rows
import Synchronization
import Testing

@testable import Beam

/// Records the logged events.
private final class Recording: Sendable {
  private let events = Mutex<[LogEvent]>([])
  var all: [LogEvent] { events.withLock { $0 } }
  var sink: Logger.Sink { { event in self.events.withLock { $0.append(event) } } }
}

@Suite struct LoggerTests {
  @Test("Events below the logger's level are not created") func level() {
    let recording = Recording()
    let logger = Logger(label: "test", logLevel: .warning, sink: recording.sink)
    func expensive() -> String {
      Issue.record("the message of an event below the level was evaluated")
      return ""
    }
    logger.notice(expensive())
    logger.warning("kept")
    logger.critical("kept too")
    #expect(recording.all.map(\.message) == ["kept", "kept too"])
    #expect(recording.all.map(\.level) == [.warning, .critical])
  }

  @Test("An event's metadata takes precedence over the logger's") func metadata() {
    let recording = Recording()
    var logger = Logger(label: "test", metadata: ["step": "Parse", "job": "visits"], sink: recording.sink)
    logger[metadataKey: "job"] = "others"
    logger.info("read", metadata: ["step": "Read", "partitions": ["0", "1"]])
    #expect(recording.all.first?.metadata == ["step": "Read", "job": "others", "partitions": ["0", "1"]])
    #expect(recording.all.first.map { "\($0.file)" }?.hasSuffix("LoggerTests.swift") == true)
  }

  @Test("Levels are ordered by urgency") func levels() {
    #expect(Logger.Level.allCases.sorted() == Logger.Level.allCases)
    #expect(Logger.Level(rawValue: "notice") == .notice)
  }

  @Test("An event is one line on standard error") func line() {
    let event = LogEvent(
      label: "kafka", level: .warning, message: "broker lost", metadata: ["broker": "a:1", "attempt": ["in": "2"]],
      file: "Beam/Test.swift", line: 1)
    #expect(
      StandardErrorLog.line(for: event, at: Timestamp(milliseconds: 1_683_291_741_345))
        == "2023-05-05T13:02:21.345Z warning kafka: broker lost [attempt: [in: 2], broker: a:1]")
  }

  @Test("An event is one JSON object on one line") func json() {
    let event = LogEvent(
      label: "kafka", level: .warning, message: "broker \"a\"\nlost\u{1}",
      metadata: ["broker": "a:1", "tries": ["1", "2"]], file: "Beam/Test.swift", line: 1)
    #expect(
      JSONLog.line(for: event, at: Timestamp(milliseconds: 1_683_291_741_345))
        == #"{"time":"2023-05-05T13:02:21.345Z","level":"warning","logger":"kafka","msg":"broker \"a\"\nlost\u0001","#
        + #""source":"Beam/Test.swift:1","metadata":{"broker":"a:1","tries":["1","2"]}}"#)
  }
}
