import Beam
import Synchronization

/// Keeps what is logged.
final class LogKeeper: Sendable {
  private let events = Mutex<[LogEvent]>([])
  private let onEvent: @Sendable (LogEvent) -> Void

  init(onEvent: @escaping @Sendable (LogEvent) -> Void = { _ in }) { self.onEvent = onEvent }

  var logger: Logger {
    Logger(label: "test", logLevel: .trace) { [self] event in
      events.withLock { $0.append(event) }
      onEvent(event)
    }
  }

  /// The messages, in order.
  var messages: [String] { events.withLock { $0.map(\.message) } }

  /// What the events with a message said beside it under a name.
  func values(_ name: String, of message: String) -> [String] {
    events.withLock { $0.filter { $0.message == message }.compactMap { $0.metadata[name]?.description } }
  }
}
