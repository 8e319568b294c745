import Beam
import CJoistKafka

// SAFETY: any thread may use a librdkafka client and its queues. The pointers never change and are destroyed in `deinit`,
// when no reference is left; `notices` is released after that.
/// One librdkafka client, destroyed with its last reference.
final class ClientHandle: @unchecked Sendable {
  /// The client, an `rd_kafka_t`.
  let pointer: OpaquePointer
  /// The queue of the client's events: errors, delivery reports, results of commits.
  let events: OpaquePointer
  /// The brokers' addresses as given.
  let brokers: String
  /// The client's log and error events.
  let notices: ClientNotices

  /// The kind of a client.
  enum Kind {
    /// A client for reading and for requests.
    case consumer
    /// A client for writing.
    case producer

    fileprivate var type: rd_kafka_type_t { self == .consumer ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER }
  }

  /// Properties that apply unless the user sets them.
  private static let defaults = [
    // Reconnects within a second when a broker is back; librdkafka's default is up to ten seconds.
    "reconnect.backoff.max.ms": "1000"
  ]

  /// Makes a client. It connects with its first request.
  /// - Parameters:
  ///   - kind: the kind of client.
  ///   - brokers: the brokers' addresses, `HOST:PORT` separated by commas.
  ///   - properties: the user's properties, already checked for reserved ones.
  ///   - own: properties that Joist sets, which override the user's.
  ///   - events: kinds of events besides those that every client handles.
  ///   - logger: the logger for the client's messages.
  /// - Throws: ``KafkaError`` with the code `badProperty`.
  init(
    _ kind: Kind, brokers: String, properties: KafkaProperties, own: [(String, String)],
    events: Int32 = 0, logger: Logger
  ) throws(KafkaError) {
    let configuration = ClientConfiguration()
    for (name, value) in properties.withDefaults(Self.defaults).sorted { try configuration.set(name, value) }
    try configuration.set("bootstrap.servers", brokers)
    // Otherwise a request for a topic would create it if the broker allows that.
    try configuration.set("allow.auto.create.topics", "false")
    for (name, value) in own { try configuration.set(name, value) }
    configuration.setEvents(RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_OFFSET_COMMIT | events)
    let notices = ClientNotices(logger: logger)
    configuration.setLog(notices)
    pointer = try configuration.makeClient(kind.type)
    self.events = rd_kafka_queue_get_main(pointer)
    self.brokers = brokers
    self.notices = notices
  }

  deinit {
    rd_kafka_queue_destroy(events)
    ClientDestruction.destroy(pointer, notices)
  }

  /// Why the client has failed permanently; nil: it has not.
  var fatal: String? {
    let (response, text) = TextBuffer.capture { rd_kafka_fatal_error(pointer, $0, $1) }
    return response == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : text
  }

  /// Waits for the next event and passes it to `body`, which must not keep it. Error events go to `notices` instead.
  /// - Returns: false if no event came within `milliseconds` or ``stopWaiting()`` was called.
  @discardableResult
  func nextEvent(within milliseconds: Int32, _ body: (_ event: OpaquePointer, _ kind: Int32) -> Void) -> Bool {
    guard let event = rd_kafka_queue_poll(events, milliseconds) else { return false }
    defer { rd_kafka_event_destroy(event) }
    let kind = rd_kafka_event_type(event)
    if kind == RD_KAFKA_EVENT_ERROR { noteError(event) } else { body(event, kind) }
    return true
  }

  /// Ends one wait for events on another thread.
  func stopWaiting() { rd_kafka_queue_yield(events) }

  private func noteError(_ event: OpaquePointer) {
    let response = rd_kafka_event_error(event)
    let text = rd_kafka_event_error_string(event).map { String(cString: $0) } ?? response.text
    notices.take(response, text)
  }
}
