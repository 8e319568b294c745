import Rows

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The C function `write`, which `StandardErrorLog.write` would shadow.
private let systemWrite: @Sendable (Int32, UnsafeRawPointer?, Int) -> Int = write

/// The default sink of loggers. It writes one line per event to standard error.
public enum StandardErrorLog {
  /// Writes an event as one line with the current time, in a single call.
  public static let write: Logger.Sink = { event in
    var line = line(for: event) + "\n"
    line.withUTF8 { bytes in
      // If the line cannot be written it is lost: there is no other place to report the error.
      if let start = bytes.baseAddress { _ = systemWrite(2, start, bytes.count) }
    }
  }

  /// Returns the line for an event, with the current time.
  public static func line(for event: LogEvent) -> String { line(for: event, at: now()) }

  /// Returns the line for an event, with " | " for line feeds, such as
  /// `2026-07-01T12:00:00.000Z warning kafka: broker lost [broker: localhost:9092]`.
  static func line(for event: LogEvent, at time: Timestamp) -> String {
    let values = event.metadata.isEmpty ? "" : " \(Logger.MetadataValue.dictionary(event.metadata))"
    let text = "\(event.message)\(values)".split(whereSeparator: \.isNewline).joined(separator: " | ")
    return "\(time) \(event.level.rawValue) \(event.label): \(text)"
  }

  static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
