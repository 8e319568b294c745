import BeamModel
import Rows

/// Events as JSON, one object on each line, for programs that collect logs.
public enum JSONLog {
  /// Returns the line for an event, with the current time, such as
  /// `{"time":"2026-07-01T12:00:00.000Z","level":"warning","logger":"kafka","msg":"broker lost","source":"JoistKafka/Watch.swift:12","metadata":{"broker":"localhost:9092"}}`.
  public static func line(for event: LogEvent) -> String { line(for: event, at: StandardErrorLog.now()) }

  static func line(for event: LogEvent, at time: Timestamp) -> String {
    var text = "{\"time\":\"\(time)\",\"level\":\"\(event.level.rawValue)\",\"logger\":"
    text.append(jsonString: event.label)
    text += ",\"msg\":"
    text.append(jsonString: event.message)
    text += ",\"source\":\"\(event.file):\(event.line)\""
    if !event.metadata.isEmpty {
      text += ",\"metadata\":"
      append(.dictionary(event.metadata), to: &text)
    }
    return text + "}"
  }

  private static func append(_ value: Logger.MetadataValue, to text: inout String) {
    switch value {
    case .string(let string): text.append(jsonString: string)
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += "," }
        append(value, to: &text)
      }
      text += "]"
    case .dictionary(let values):
      text += "{"
      for (index, entry) in values.sorted(by: { $0.key < $1.key }).enumerated() {
        if index > 0 { text += "," }
        text.append(jsonString: entry.key)
        text += ":"
        append(entry.value, to: &text)
      }
      text += "}"
    }
  }
}
