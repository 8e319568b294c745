import CJoistKafka

/// The offsets that a partition holds.
package struct PartitionOffsets: Sendable, Equatable {
  /// The offset of the oldest record.
  package var first: Int64
  /// The offset after the newest record that may be read.
  package var end: Int64

  /// Makes a range of offsets.
  package init(first: Int64, end: Int64) {
    self.first = first
    self.end = end
  }
}

extension ClientHandle {
  /// The offsets that partitions hold, with two requests to each leader.
  /// - Throws: ``KafkaError`` that names a partition whose offsets are not known.
  func offsetRanges(
    of partitions: [KafkaPartition], within limit: Duration = contactLimit
  ) throws(KafkaError) -> [KafkaPartition: PartitionOffsets] {
    let first = try listedOffsets(of: partitions, at: Int64(RD_KAFKA_OFFSET_BEGINNING), limit)
    let end = try listedOffsets(of: partitions, at: Int64(RD_KAFKA_OFFSET_END), limit)
    return Dictionary(
      zip(first, end).map { ($0.partition, PartitionOffsets(first: $0.offset, end: $1.offset)) },
      uniquingKeysWith: { $1 })
  }

  /// The offsets after the newest records that may be read, with one request to each leader.
  /// - Throws: ``KafkaError`` that names a partition whose end is not known.
  func ends(
    of partitions: [KafkaPartition], within limit: Duration = contactLimit
  ) throws(KafkaError) -> [KafkaPartition: Int64] {
    let found = try listedOffsets(of: partitions, at: Int64(RD_KAFKA_OFFSET_END), limit)
    return Dictionary(found.map { ($0.partition, $0.offset) }, uniquingKeysWith: { $1 })
  }

  /// The first offset of each partition whose record has a timestamp at or after a time. Partitions without such a record are
  /// left out.
  /// - Throws: ``KafkaError`` that names a partition whose offset is not known.
  func offsets(
    of partitions: [KafkaPartition], atMilliseconds time: Int64, within limit: Duration = contactLimit
  ) throws(KafkaError) -> [KafkaPartition: Int64] {
    let found = try listedOffsets(of: partitions, at: max(time, 0), limit)
    return Dictionary(
      found.filter { $0.offset >= 0 }.map { ($0.partition, $0.offset) }, uniquingKeysWith: { $1 })
  }

  /// For each partition, the first offset whose record has a timestamp at or after the partition's time. Partitions without a
  /// result are left out.
  func firstOffsets(
    atMilliseconds times: [KafkaPartition: Int64], within limit: Duration
  ) -> [KafkaPartition: Int64] {
    let list = PartitionList(times.map { ($0.key, $0.value) })
    let response = rd_kafka_offsets_for_times(pointer, list.pointer, Deadline(within: limit).milliseconds())
    guard response == RD_KAFKA_RESP_ERR_NO_ERROR else { return [:] }
    let answered = list.entries.filter { $0.response == RD_KAFKA_RESP_ERR_NO_ERROR && $0.offset >= 0 }
    return Dictionary(answered.map { ($0.partition, $0.offset) }) { $1 }
  }

  /// The group's committed positions, as far as there are any.
  /// - Throws: ``KafkaError`` that names a partition whose position is not known.
  func committedOffsets(
    of partitions: [KafkaPartition], within limit: Duration = contactLimit
  ) throws(KafkaError) -> [KafkaPartition: Int64] {
    let list = PartitionList(partitions.map { ($0, Int64(RD_KAFKA_OFFSET_INVALID)) })
    let response = rd_kafka_committed(pointer, list.pointer, Deadline(within: limit).milliseconds())
    let found = try checked(list, response, what: "the committed position")
    return Dictionary(
      found.filter { $0.offset >= 0 }.map { ($0.partition, $0.offset) }, uniquingKeysWith: { $1 })
  }

  /// Asks the leaders for one offset of each partition: by time, or one of Kafka's special offsets. The result is in the order
  /// of `partitions`. Transient errors are retried: the leader of a new topic may not know it yet.
  private func listedOffsets(
    of partitions: [KafkaPartition], at time: Int64, _ limit: Duration
  ) throws(KafkaError) -> [PartitionList.Entry] {
    if partitions.isEmpty { return [] }
    let deadline = Deadline(within: limit)
    while true {
      let list = PartitionList(partitions.map { ($0, time) })
      let response = rd_kafka_offsets_for_times(pointer, list.pointer, deadline.milliseconds())
      do {
        return try checked(list, response, what: "the offsets")
      } catch {
        guard error.isTransient, !deadline.hasPassed else { throw error }
        Pause.milliseconds(50)
      }
    }
  }

  private func checked(
    _ list: borrowing PartitionList, _ response: ResponseCode, what: String
  ) throws(KafkaError) -> [PartitionList.Entry] {
    let entries = list.entries
    if let failed = entries.first(where: { $0.response != RD_KAFKA_RESP_ERR_NO_ERROR }) {
      throw KafkaError(failed.response, "the brokers at \(brokers) did not return \(what) of \(failed.partition)")
    }
    guard response == RD_KAFKA_RESP_ERR_NO_ERROR else {
      throw KafkaError(response, "the brokers at \(brokers) did not return \(what)", detail: notices.latest?.text)
    }
    return entries
  }
}
