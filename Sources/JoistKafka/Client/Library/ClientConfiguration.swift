import CJoistKafka

/// A librdkafka configuration, which becomes part of the client that is made from it.
// SAFETY: this value owns `pointer` until `makeClient` hands it to a client; it then sets it to nil, so that `deinit` does
// not free it a second time.
struct ClientConfiguration: ~Copyable {
  private var pointer: OpaquePointer?

  init() { pointer = rd_kafka_conf_new() }

  deinit {
    if let pointer { rd_kafka_conf_destroy(pointer) }
  }

  /// Sets one property.
  /// - Throws: ``KafkaError`` with the code `badProperty` and librdkafka's text.
  func set(_ name: String, _ value: String) throws(KafkaError) {
    let (answer, text) = TextBuffer.capture { rd_kafka_conf_set(pointer, name, value, $0, $1) }
    guard answer != RD_KAFKA_CONF_OK else { return }
    let shown = KafkaProperties.isSecret(name) ? "the value given" : "\"\(value)\""
    throw KafkaError(.badProperty, "the property \"\(name)\" cannot be set to \(shown)", detail: text)
  }

  /// Whether the installed version of librdkafka has a property.
  func knows(_ name: String) -> Bool { self.value(of: name) != nil }

  /// The value of a property as set, or librdkafka's default; nil: there is no such property.
  func value(of name: String) -> String? {
    let (answer, text) = TextBuffer.capture { start, size in
      var size = size
      return rd_kafka_conf_get(pointer, name, start, &size)
    }
    return answer == RD_KAFKA_CONF_OK ? text : nil
  }

  /// Sets the kinds of events that the client's queues receive.
  func setEvents(_ kinds: Int32) { rd_kafka_conf_set_events(pointer, kinds) }

  /// Sends the client's log to `notices`, which must outlive the client.
  func setLog(_ notices: ClientNotices) {
    // SAFETY: the caller keeps `notices` alive until the client is destroyed, so the log callback's pointer stays valid.
    rd_kafka_conf_set_opaque(pointer, Unmanaged.passUnretained(notices).toOpaque())
    rd_kafka_conf_set_log_cb(pointer) { client, level, facility, text in
      guard let client, let opaque = rd_kafka_opaque(client), let facility, let text else { return }
      Unmanaged<ClientNotices>.fromOpaque(opaque).takeUnretainedValue()
        .take(level: level, facility: String(cString: facility), text: String(cString: text))
    }
  }

  /// Makes the client, which then owns the configuration.
  /// - Throws: ``KafkaError`` with the code `badProperty` if the properties contradict each other.
  consuming func makeClient(_ type: rd_kafka_type_t) throws(KafkaError) -> OpaquePointer {
    let (client, text) = TextBuffer.capture { rd_kafka_new(type, pointer, $0, $1) }
    guard let client else { throw KafkaError(.badProperty, "the properties contradict each other", detail: text) }
    pointer = nil
    return client
  }
}
