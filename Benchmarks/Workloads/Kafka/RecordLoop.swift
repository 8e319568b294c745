import CJoistKafka
import Rows

/// Reads and writes records in loops over librdkafka, to measure the cost of the client itself.
struct RecordLoop {
  private let brokers: String

  init(_ brokers: String) { self.brokers = brokers }

  /// Writes records and waits until all are acknowledged. A record's index determines its partition.
  func write(_ count: Int, _ contents: [(key: Bytes, value: Bytes)], to topic: String) throws {
    let client = try client(
      RD_KAFKA_PRODUCER, ["enable.idempotence": "true", "queue.buffering.max.messages": "1000000"])
    defer { rd_kafka_destroy(client) }
    let handle = rd_kafka_topic_new(client, topic, nil)
    defer { rd_kafka_topic_destroy(handle) }
    for number in 0..<count {
      let content = contents[number % contents.count]
      // SAFETY: librdkafka copies the key and value during the call.
      let response = content.key.withUnsafeBytes { key in
        content.value.withUnsafeBytes { value in
          joist_kafka_produce(
            client, handle, Int32(number % KafkaRun.partitions), key.baseAddress, key.count, value.baseAddress,
            value.count, 0, nil, nil)
        }
      }
      try check(response)
      if number & 1023 == 0 { rd_kafka_poll(client, 0) }
    }
    try check(rd_kafka_flush(client, 60_000))
  }

  /// Reads all `count` records of a topic.
  func read(_ count: Int, from topic: String) throws -> RecordSums {
    // The largest queue: librdkafka 2.0 pauses for a second when its queue is full.
    let client = try client(
      RD_KAFKA_CONSUMER,
      [
        "group.id": "benchmarks", "enable.auto.commit": "false", "queued.min.messages": "10000000",
        "queued.max.messages.kbytes": "524288",
      ])
    defer { rd_kafka_destroy(client) }
    let partitions = rd_kafka_topic_partition_list_new(Int32(KafkaRun.partitions))
    defer { rd_kafka_topic_partition_list_destroy(partitions) }
    for partition in 0..<KafkaRun.partitions {
      rd_kafka_topic_partition_list_add(partitions, topic, Int32(partition)).pointee.offset = 0
    }
    try check(rd_kafka_assign(client, partitions))
    let queue = rd_kafka_queue_get_consumer(client)
    defer { rd_kafka_queue_destroy(queue) }
    let capacity = 4096
    let batch = UnsafeMutablePointer<UnsafeMutablePointer<rd_kafka_message_t>?>.allocate(capacity: capacity)
    defer { batch.deallocate() }
    var sums = RecordSums()
    var done = 0
    while done < count {
      // Waits for a full batch, but at most 2 milliseconds.
      let taken = rd_kafka_consume_batch_queue(queue, 2, batch, capacity)
      for index in 0..<max(0, taken) {
        guard let message = batch[index] else { continue }
        defer { rd_kafka_message_destroy(message) }
        try check(message.pointee.err)
        sums.add(bytes: message.pointee.key_len + message.pointee.len, offset: message.pointee.offset)
        done += 1
      }
    }
    _ = rd_kafka_consumer_close(client)
    return sums
  }

  /// The number of records in a topic.
  func count(of topic: String) throws -> Int64 {
    let client = try client(RD_KAFKA_PRODUCER, [:])
    defer { rd_kafka_destroy(client) }
    return try (0..<KafkaRun.partitions).reduce(0) { count, partition in
      var (low, high): (Int64, Int64) = (0, 0)
      try check(rd_kafka_query_watermark_offsets(client, topic, Int32(partition), &low, &high, 10_000))
      return count + high
    }
  }

  private func client(_ kind: rd_kafka_type_t, _ properties: [String: String]) throws -> OpaquePointer {
    let configuration = rd_kafka_conf_new()
    for (name, value) in properties.merging(
      ["bootstrap.servers": brokers, "log_level": "3"], uniquingKeysWith: { first, _ in first })
    {
      guard rd_kafka_conf_set(configuration, name, value, nil, 0) == RD_KAFKA_CONF_OK else {
        throw ClientFailure(words: "\(name) = \(value) is not accepted")
      }
    }
    guard let client = rd_kafka_new(kind, configuration, nil, 0) else {
      throw ClientFailure(words: "the client cannot be created")
    }
    return client
  }

  private func check(_ response: rd_kafka_resp_err_t) throws {
    guard response == RD_KAFKA_RESP_ERR_NO_ERROR else {
      throw ClientFailure(words: String(cString: rd_kafka_err2str(response)))
    }
  }
}

/// An error of librdkafka.
struct ClientFailure: Error, CustomStringConvertible {
  let words: String

  var description: String { "librdkafka: \(words)" }
}
