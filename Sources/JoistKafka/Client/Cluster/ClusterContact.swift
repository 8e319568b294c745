import CJoistKafka

/// A cluster that has answered.
package struct KafkaCluster: Sendable, Equatable {
  /// The name that the cluster gives itself, nil for brokers before 0.10.1.
  package let id: String?

  /// Whether it is librdkafka's mock cluster, which `joist up` and tests run: in memory, and with limits of its own.
  package var isEmbedded: Bool { id?.hasPrefix("mockCluster") ?? false }

  /// The largest record that the embedded broker is given, in bytes of key, value and headers together. A partition holds 5 MiB; a
  /// batch of more than half of that may be acknowledged and forgotten, and later ones with it, depending on what was there before.
  static let embeddedRecordLimit = 2_500_000
}

extension ClientHandle {
  /// How long a first contact may take: people wait for it, and with all around it, it is to be less than ten seconds.
  static let contactLimit = Duration.seconds(7)

  /// Waits until a broker has answered.
  /// - Throws: ``KafkaError`` that names the brokers and says why they are not reached.
  func contact(within limit: Duration = ClientHandle.contactLimit) throws(KafkaError) -> KafkaCluster {
    let deadline = Deadline(within: limit)
    while true {
      // Short turns, to see a refusal early. The connection attempt goes on between them.
      let response = askAnyBroker(for: deadline.milliseconds(atMost: 1_000))
      if response == RD_KAFKA_RESP_ERR_NO_ERROR { return KafkaCluster(id: clusterID()) }
      while nextEvent(within: 0, { _, _ in }) {}
      if let refusal = notices.refusal { throw noContact(refusal.response ?? response, limit, saying: refusal.text) }
      if deadline.hasPassed { throw noContact(response, limit, saying: notices.latest?.text) }
    }
  }

  private func askAnyBroker(for milliseconds: Int32) -> ResponseCode {
    var metadata: UnsafePointer<rd_kafka_metadata>?
    let response = rd_kafka_metadata(pointer, 0, nil, &metadata, milliseconds)
    if let metadata { rd_kafka_metadata_destroy(metadata) }
    return response
  }

  /// The cluster's name, which came with the metadata.
  private func clusterID() -> String? {
    guard let text = rd_kafka_clusterid(pointer, 0) else { return nil }
    defer { rd_kafka_mem_free(pointer, text) }
    return String(cString: text)
  }

  private func noContact(_ response: ResponseCode, _ limit: Duration, saying text: String?) -> KafkaError {
    if response.kind == .notAuthenticated {
      return KafkaError(
        .notAuthenticated, "the broker at \(brokers) refuses the connection", detail: text ?? response.text,
        hint: "check the properties that begin with \"sasl.\", \"ssl.\" and \"security.\"")
    }
    return KafkaError(
      .noBroker, "no broker answers at \(brokers) within \(limit.components.seconds) seconds",
      detail: text ?? response.text,
      hint: "check the address and that the broker runs; `joist up` starts one on this machine", isTransient: true)
  }
}
