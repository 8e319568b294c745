import Rows

/// Events as JSON, one object on each line, for programs that collect logs.
public enum JSONLog {
  /// Returns the line for an event, with the current time, such as
  /// `{"time":"2026-07-01T12:00:00.000Z","level":"warning","logger":"kafka","msg":"broker lost","source":"JoistKafka/Watch.swift:12","metadata":{"broker":"localhost:9092"}}`.
  public static func line(for event: LogEvent) -> String { line(for: event, at: StandardErrorLog.now()) }

  static func line(for event: LogEvent, at time: Timestamp) -> String {
    var text = "{\"time\":\"\(time)\",\"level\":\"\(event.level.rawValue)\",\"logger\":"
    append(event.label, to: &text)
    text += ",\"msg\":"
    append(event.message, to: &text)
    text += ",\"source\":\"\(event.file):\(event.line)\""
    if !event.metadata.isEmpty {
      text += ",\"metadata\":"
      append(.dictionary(event.metadata), to: &text)
    }
    return text + "}"
  }

  private static func append(_ value: Logger.MetadataValue, to text: inout String) {
    switch value {
    case .string(let string): append(string, to: &text)
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
        append(entry.key, to: &text)
        text += ":"
        append(entry.value, to: &text)
      }
      text += "}"
    }
  }

  private static func append(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case ..<" ":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
