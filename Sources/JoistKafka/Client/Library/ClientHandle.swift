import Beam
import CJoistKafka

// Sendable: librdkafka's clients may be used from any thread, and the pointer never changes.
/// One client of librdkafka: made, configured, and destroyed with its last reference.
final class ClientHandle: @unchecked Sendable {
  /// The client itself, a `rd_kafka_t`.
  let pointer: OpaquePointer
  /// The queue of the client's events: errors, deliveries, the fate of commits.
  let events: OpaquePointer
  /// The addresses that were given.
  let brokers: String
  /// What the client says by itself. Outlives the client, which writes into it.
  let notices: ClientNotices

  /// What a client is for.
  enum Kind {
    /// It reads or only asks.
    case consumer
    /// It writes.
    case producer

    fileprivate var type: rd_kafka_type_t { self == .consumer ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER }
  }

  /// What the author's word counts more for.
  private static let defaults = [
    // A broker that is back is found within a second; the library would wait for up to ten.
    "reconnect.backoff.max.ms": "1000"
  ]

  /// Makes a client. It connects when it is first asked something.
  /// - Parameters:
  ///   - kind: what it is for.
  ///   - brokers: where brokers are, `host:port` with commas between.
  ///   - properties: the author's properties, checked against the reserved ones before.
  ///   - own: what Joist sets, over the author's.
  ///   - logger: where the client's log goes.
  /// - Throws: ``KafkaError`` with the code `badProperty`.
  init(
    _ kind: Kind, brokers: String, properties: KafkaProperties, own: [(String, String)], logger: Logger
  ) throws(KafkaError) {
    let configuration = ClientConfiguration()
    for (name, value) in properties.withDefaults(Self.defaults).sorted { try configuration.set(name, value) }
    try configuration.set("bootstrap.servers", brokers)
    // Without it, asking for a topic makes it where the broker allows that.
    try configuration.set("allow.auto.create.topics", "false")
    for (name, value) in own { try configuration.set(name, value) }
    configuration.setEvents(RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_OFFSET_COMMIT)
    let notices = ClientNotices(logger: logger)
    configuration.setLog(notices)
    pointer = try configuration.makeClient(kind.type)
    events = rd_kafka_queue_get_main(pointer)
    self.brokers = brokers
    self.notices = notices
  }

  deinit {
    rd_kafka_queue_destroy(events)
    rd_kafka_destroy(pointer)
  }

  /// Why the client can go on no more, nil while it can.
  var fatal: String? {
    let (response, text) = TextBuffer.capture { rd_kafka_fatal_error(pointer, $0, $1) }
    return response == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : text
  }

  /// Waits for the next event and hands it to `body`, which must not keep it.
  /// - Returns: false if none came within `milliseconds`, or somebody called ``stopWaiting()``.
  @discardableResult
  func nextEvent(within milliseconds: Int32, _ body: (_ event: OpaquePointer, _ kind: Int32) -> Void) -> Bool {
    guard let event = rd_kafka_queue_poll(events, milliseconds) else { return false }
    defer { rd_kafka_event_destroy(event) }
    let kind = rd_kafka_event_type(event)
    if kind == RD_KAFKA_EVENT_ERROR { noteError(event) } else { body(event, kind) }
    return true
  }

  /// Ends a wait for events on another thread, once.
  func stopWaiting() { rd_kafka_queue_yield(events) }

  private func noteError(_ event: OpaquePointer) {
    let response = rd_kafka_event_error(event)
    let text = rd_kafka_event_error_string(event).map { String(cString: $0) } ?? response.text
    notices.take(response, text)
  }
}
