import CJoistKafka

/// A configuration of librdkafka on its way to a client.
struct ClientConfiguration: ~Copyable {
  private var pointer: OpaquePointer?

  init() { pointer = rd_kafka_conf_new() }

  deinit {
    if let pointer { rd_kafka_conf_destroy(pointer) }
  }

  /// Sets one property.
  /// - Throws: ``KafkaError`` with the code `badProperty` and librdkafka's own words.
  func set(_ name: String, _ value: String) throws(KafkaError) {
    let (answer, text) = TextBuffer.capture { rd_kafka_conf_set(pointer, name, value, $0, $1) }
    guard answer != RD_KAFKA_CONF_OK else { return }
    let shown = KafkaProperties.isSecret(name) ? "the value given" : "\"\(value)\""
    throw KafkaError(.badProperty, "the property \"\(name)\" cannot be set to \(shown)", detail: text)
  }

  /// Whether the library that runs has a property: later versions have more.
  func knows(_ name: String) -> Bool { self.value(of: name) != nil }

  /// The value of a property: one that was set, or the library's default. Nil where it has no such property.
  func value(of name: String) -> String? {
    let (answer, text) = TextBuffer.capture { start, size in
      var size = size
      return rd_kafka_conf_get(pointer, name, start, &size)
    }
    return answer == RD_KAFKA_CONF_OK ? text : nil
  }

  /// Names the kinds of events that arrive on the client's queues.
  func setEvents(_ kinds: Int32) { rd_kafka_conf_set_events(pointer, kinds) }

  /// Sends the client's log to `notices`, which must outlive the client.
  func setLog(_ notices: ClientNotices) {
    rd_kafka_conf_set_opaque(pointer, Unmanaged.passUnretained(notices).toOpaque())
    rd_kafka_conf_set_log_cb(pointer) { client, level, facility, text in
      guard let client, let opaque = rd_kafka_opaque(client), let facility, let text else { return }
      Unmanaged<ClientNotices>.fromOpaque(opaque).takeUnretainedValue()
        .take(level: level, facility: String(cString: facility), text: String(cString: text))
    }
  }

  /// Makes the client, which owns the configuration from then on.
  /// - Throws: ``KafkaError`` with the code `badProperty`: what fails here are properties that do not go together.
  consuming func makeClient(_ type: rd_kafka_type_t) throws(KafkaError) -> OpaquePointer {
    let (client, text) = TextBuffer.capture { rd_kafka_new(type, pointer, $0, $1) }
    guard let client else { throw KafkaError(.badProperty, "the properties do not make a client", detail: text) }
    pointer = nil
    return client
  }
}
