import Rows

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The C function, which the sink's own name hides.
private let systemWrite: @Sendable (Int32, UnsafeRawPointer?, Int) -> Int = write

/// The sink that is used where a program names none: one line an event on standard error.
public enum StandardErrorLog {
  /// Writes an event, in one piece, with the time of now.
  public static let write: Logger.Sink = { event in
    var line = line(for: event) + "\n"
    line.withUTF8 { bytes in
      // A line that cannot be written is lost: there is nobody left to tell.
      if let start = bytes.baseAddress { _ = systemWrite(2, start, bytes.count) }
    }
  }

  /// The line for an event, with the time of now.
  public static func line(for event: LogEvent) -> String { line(for: event, at: now()) }

  /// The line, as `2026-07-01T12:00:00.000Z warning kafka: broker lost [broker: localhost:9092]`.
  static func line(for event: LogEvent, at time: Timestamp) -> String {
    let values = event.metadata.isEmpty ? "" : " \(Logger.MetadataValue.dictionary(event.metadata))"
    return "\(time) \(event.level.rawValue) \(event.label): \(event.message)\(values)"
  }

  private static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
