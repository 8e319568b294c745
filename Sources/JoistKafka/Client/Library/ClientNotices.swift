import Beam
import CJoistKafka
import Synchronization

/// A client's log and error events. The latest one is kept, because librdkafka reports the cause of a failed connection only
/// here and not to the caller that waits for the connection.
final class ClientNotices: Sendable {
  /// A log message or an error event.
  struct Notice: Sendable {
    /// The code of an error event; nil for a log message.
    var response: ResponseCode?
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

  /// The latest notice about a connection.
  var latest: Notice? { state.withLock { $0.latest } }

  /// Why a broker refused authentication; nil: none did. Such an error is permanent.
  var refusal: Notice? { state.withLock { $0.refusal } }

  /// The client's messages about properties that have no effect on this kind of client.
  var ignoredProperties: [String] { state.withLock { $0.ignoredProperties } }

  /// Handles a message of the client's log.
  /// - Parameters:
  ///   - level: the syslog level; 3 for errors.
  ///   - facility: the kind of message, such as `FAIL`.
  ///   - text: the message.
  func take(level: Int32, facility: String, text: String) {
    if facility == "CONFWARN" {
      if text.contains("will be ignored") { state.withLock { $0.ignoredProperties.append(text) } }
      return
    }
    if facility == "FAIL" || facility == "ERROR" {
      state.withLock { $0.latest = Notice(response: nil, text: Self.withoutThread(text)) }
    }
    // Lost connections are reported by those who wait for them, with the latest notice. The client also warns about every embedded
    // broker; Joist never asks for a topic by name before it has seen that it exists.
    let level = ["AUTOCREATE", "FAIL", "ERROR"].contains(facility) ? .debug : Self.level(level)
    logger.log(level: level, "client: \(text)", metadata: ["facility": "\(facility)"])
  }

  /// Handles an error event.
  func take(_ response: ResponseCode, _ text: String) {
    let notice = Notice(response: response, text: text)
    state.withLock { state in
      if response != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN { state.latest = notice }
      if response.kind == .notAuthenticated { state.refusal = notice }
    }
  }

  /// The text after `[thrd:…]: `, which names one of the client's threads.
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
