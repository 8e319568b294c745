import CJoistKafka

/// The offsets that a partition holds.
package struct PartitionOffsets: Sendable, Equatable {
  /// The oldest record that is still there.
  package var first: Int64
  /// The offset after the newest record that may be read.
  package var end: Int64

  /// Names a range.
  package init(first: Int64, end: Int64) {
    self.first = first
    self.end = end
  }
}

extension ClientHandle {
  /// First and last offsets of partitions, in two requests to each leader.
  /// - Throws: ``KafkaError`` that names the partition that could not be asked for.
  func offsetRanges(
    of partitions: [KafkaPartition], within limit: Duration = contactLimit
  ) throws(KafkaError) -> [KafkaPartition: PartitionOffsets] {
    let first = try listedOffsets(of: partitions, at: Int64(RD_KAFKA_OFFSET_BEGINNING), limit)
    let end = try listedOffsets(of: partitions, at: Int64(RD_KAFKA_OFFSET_END), limit)
    return Dictionary(
      zip(first, end).map { ($0.partition, PartitionOffsets(first: $0.offset, end: $1.offset)) },
      uniquingKeysWith: { $1 })
  }

  /// The offsets after the newest records that may be read, in one request to each leader.
  /// - Throws: ``KafkaError`` that names the partition that could not be asked for.
  func ends(
    of partitions: [KafkaPartition], within limit: Duration = contactLimit
  ) throws(KafkaError) -> [KafkaPartition: Int64] {
    let found = try listedOffsets(of: partitions, at: Int64(RD_KAFKA_OFFSET_END), limit)
    return Dictionary(found.map { ($0.partition, $0.offset) }, uniquingKeysWith: { $1 })
  }

  /// The first offsets whose records are as old as a time or younger, where there are such records.
  /// - Throws: ``KafkaError`` that names the partition that could not be asked for.
  func offsets(
    of partitions: [KafkaPartition], atMilliseconds time: Int64, within limit: Duration = contactLimit
  ) throws(KafkaError) -> [KafkaPartition: Int64] {
    let found = try listedOffsets(of: partitions, at: max(time, 0), limit)
    return Dictionary(
      found.filter { $0.offset >= 0 }.map { ($0.partition, $0.offset) }, uniquingKeysWith: { $1 })
  }

  /// For each partition the first offset whose record is as late as a time of its own; only those that were answered.
  func firstOffsets(
    atMilliseconds times: [KafkaPartition: Int64], within limit: Duration
  ) -> [KafkaPartition: Int64] {
    let list = PartitionList(times.map { ($0.key, $0.value) })
    let response = rd_kafka_offsets_for_times(pointer, list.pointer, Deadline(within: limit).milliseconds())
    guard response == RD_KAFKA_RESP_ERR_NO_ERROR else { return [:] }
    let answered = list.entries.filter { $0.response == RD_KAFKA_RESP_ERR_NO_ERROR && $0.offset >= 0 }
    return Dictionary(answered.map { ($0.partition, $0.offset) }) { $1 }
  }

  /// The positions that a group has committed, where it has.
  /// - Throws: ``KafkaError`` that names the partition that could not be asked for.
  func committedOffsets(
    of partitions: [KafkaPartition], within limit: Duration = contactLimit
  ) throws(KafkaError) -> [KafkaPartition: Int64] {
    let list = PartitionList(partitions.map { ($0, Int64(RD_KAFKA_OFFSET_INVALID)) })
    let response = rd_kafka_committed(pointer, list.pointer, Deadline(within: limit).milliseconds())
    let found = try checked(list, response, doing: "tell what is committed")
    return Dictionary(
      found.filter { $0.offset >= 0 }.map { ($0.partition, $0.offset) }, uniquingKeysWith: { $1 })
  }

  /// Asks the leaders for one offset of each partition, in the order given: by time, or one of Kafka's special ones. Again
  /// where it passes by itself: the leader of a topic that was just made may not know of it yet.
  private func listedOffsets(
    of partitions: [KafkaPartition], at time: Int64, _ limit: Duration
  ) throws(KafkaError) -> [PartitionList.Entry] {
    if partitions.isEmpty { return [] }
    let deadline = Deadline(within: limit)
    while true {
      let list = PartitionList(partitions.map { ($0, time) })
      let response = rd_kafka_offsets_for_times(pointer, list.pointer, deadline.milliseconds())
      do {
        return try checked(list, response, doing: "tell the offsets")
      } catch {
        guard error.isTransient, !deadline.hasPassed else { throw error }
        Pause.milliseconds(50)
      }
    }
  }

  private func checked(
    _ list: borrowing PartitionList, _ response: ResponseCode, doing what: String
  ) throws(KafkaError) -> [PartitionList.Entry] {
    let entries = list.entries
    if let failed = entries.first(where: { $0.response != RD_KAFKA_RESP_ERR_NO_ERROR }) {
      throw KafkaError(failed.response, "the brokers at \(brokers) do not \(what) of \(failed.partition)")
    }
    guard response == RD_KAFKA_RESP_ERR_NO_ERROR else {
      throw KafkaError(response, "the brokers at \(brokers) do not \(what)", detail: notices.latest?.text)
    }
    return entries
  }
}
