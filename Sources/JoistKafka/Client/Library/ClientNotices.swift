import Beam
import CJoistKafka
import Synchronization

/// What a client says by itself: its log and its error events. The latest is kept, since librdkafka reports why a
/// connection fails only here, and never where somebody waits for it.
final class ClientNotices: Sendable {
  /// One thing that was said.
  struct Notice: Sendable {
    /// The code, where it came as an event.
    var response: ResponseCode?
    /// The words.
    var text: String
  }

  private struct State {
    var latest: Notice?
    var refusal: Notice?
    var ignoredProperties: [String] = []
  }

  private let state = Mutex(State())
  private let logger: Logger

  init(logger: Logger) { self.logger = logger }

  /// The last thing said about a connection.
  var latest: Notice? { state.withLock { $0.latest } }

  /// Why a broker refused to talk at all, if one did: wrong names, secrets or certificates do not pass by themselves.
  var refusal: Notice? { state.withLock { $0.refusal } }

  /// Sentences about properties that were given and have no effect on this kind of client.
  var ignoredProperties: [String] { state.withLock { $0.ignoredProperties } }

  /// Takes a line of the client's log.
  /// - Parameters:
  ///   - level: syslog's number, 3 for errors.
  ///   - facility: the kind of line, as `FAIL`.
  ///   - text: the words.
  func take(level: Int32, facility: String, text: String) {
    if facility == "CONFWARN" {
      if text.contains("will be ignored") { state.withLock { $0.ignoredProperties.append(text) } }
      return
    }
    if facility == "FAIL" || facility == "ERROR" {
      state.withLock { $0.latest = Notice(response: nil, text: Self.withoutThread(text)) }
    }
    // Said of every embedded broker; we never ask for a topic by name before we have seen that it is there.
    let level = facility == "AUTOCREATE" ? .debug : Self.level(level)
    logger.log(level: level, "client: \(text)", metadata: ["facility": "\(facility)"])
  }

  /// Takes an error event.
  func take(_ response: ResponseCode, _ text: String) {
    let notice = Notice(response: response, text: text)
    state.withLock { state in
      if response != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN { state.latest = notice }
      if response.kind == .notAuthenticated { state.refusal = notice }
    }
  }

  /// The words after `[thrd:…]: `, which names one of the client's own threads.
  private static func withoutThread(_ text: String) -> String {
    guard text.hasPrefix("[thrd:"), let end = text.firstRange(of: "]: ") else { return text }
    return String(text[end.upperBound...])
  }

  private static func level(_ number: Int32) -> Logger.Level {
    switch number {
    case ...2: .error
    case 3, 4: .warning
    case 5: .info
    case 6: .debug
    default: .trace
    }
  }
}
