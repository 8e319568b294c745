import CJoistKafka

/// A cluster that has responded.
package struct KafkaCluster: Sendable, Equatable {
  /// The cluster's ID; nil for brokers before 0.10.1.
  package let id: String?

  /// Whether it is librdkafka's mock cluster, which `joist up` and tests run. It keeps records in memory and has its own limits.
  package var isEmbedded: Bool { id?.hasPrefix("mockCluster") ?? false }

  /// The largest record sent to the embedded broker: key, value and headers together, in bytes. A partition holds 5 MiB, and
  /// a batch of more than half of that may be acknowledged but lost, and later batches with it.
  static let embeddedRecordLimit = 2_500_000
}

extension ClientHandle {
  /// How long the first contact may take. With everything around it, a user must wait less than ten seconds.
  static let contactLimit = Duration.seconds(7)

  /// Waits until a broker has responded.
  /// - Throws: ``KafkaError`` that names the brokers and the cause.
  func contact(within limit: Duration = ClientHandle.contactLimit) throws(KafkaError) -> KafkaCluster {
    let deadline = Deadline(within: limit)
    while true {
      // Wait in short steps to notice a refusal early. The connection attempt continues between them.
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

  /// The cluster's ID, as received with the metadata.
  private func clusterID() -> String? {
    guard let text = rd_kafka_clusterid(pointer, 0) else { return nil }
    defer { rd_kafka_mem_free(pointer, text) }
    return String(cString: text)
  }

  private func noContact(_ response: ResponseCode, _ limit: Duration, saying text: String?) -> KafkaError {
    if response.kind == .notAuthenticated {
      return KafkaError(
        .notAuthenticated, "the broker at \(brokers) refuses the connection", detail: text ?? response.text,
        hint: "check the properties that start with \"sasl.\", \"ssl.\" and \"security.\"")
    }
    return KafkaError(
      .noBroker, "no broker responded at \(brokers) within \(limit.components.seconds) seconds",
      detail: text ?? response.text,
      hint: "check the address and that the broker is running; `joist up` starts one on this machine", isTransient: true
    )
  }
}
