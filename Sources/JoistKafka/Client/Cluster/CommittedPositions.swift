import CJoistKafka

extension ClientHandle {
  /// Commits positions of the client's group and waits until the broker has accepted them.
  /// - Throws: ``KafkaError`` if the broker does not accept them in time.
  func commit(
    _ positions: [KafkaPartition: Int64], within limit: Duration = contactLimit
  ) throws(KafkaError) {
    if positions.isEmpty { return }
    let deadline = Deadline(within: limit)
    while true {
      do {
        return try commit(positions, deadline)
      } catch {
        // The coordinator of a new group may not be ready yet.
        guard error.isTransient, !deadline.hasPassed else { throw error }
        Pause.milliseconds(100)
      }
    }
  }

  private func commit(_ positions: [KafkaPartition: Int64], _ deadline: Deadline) throws(KafkaError) {
    let list = PartitionList(positions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    let answers = rd_kafka_queue_new(pointer)
    defer { rd_kafka_queue_destroy(answers) }
    try check(rd_kafka_commit_queue(pointer, list.pointer, answers, nil, nil))
    guard let event = rd_kafka_queue_poll(answers, deadline.milliseconds()) else {
      return try check(RD_KAFKA_RESP_ERR__TIMED_OUT)
    }
    defer { rd_kafka_event_destroy(event) }
    try check(rd_kafka_event_error(event))
    for entry in rd_kafka_event_topic_partition_list(event).map({ PartitionList.entries(of: $0) }) ?? [] {
      try check(entry.response)
    }
  }

  private func check(_ response: ResponseCode) throws(KafkaError) {
    if response == RD_KAFKA_RESP_ERR_NO_ERROR { return }
    throw KafkaError(response, "the broker at \(brokers) did not accept the group's positions")
  }
}
