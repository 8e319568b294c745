import Beam
import CJoistKafka
import JoistKafka

/// Makes topics, adds partitions and deletes records on a real broker: as an administrator does.
enum TopicAdministration {
  static func make(_ topic: String, partitions: Int, configuration: [String: String] = [:], at brokers: String) throws {
    try client(at: brokers).create(
      NewTopic(topic, partitions: partitions, replicationFactor: 1, configuration: configuration))
  }

  /// Gives a topic more partitions, so that it has `total`.
  static func addPartitions(to topic: String, total: Int, at brokers: String) throws {
    try perform(at: brokers) { client, answers in
      let new = rd_kafka_NewPartitions_new(topic, total, nil, 0)
      var all: [OpaquePointer?] = [new]
      rd_kafka_CreatePartitions(client, &all, 1, nil, answers)
      rd_kafka_NewPartitions_destroy(new)
    } problem: { event in
      var count = 0
      guard
        let results = rd_kafka_CreatePartitions_result_topics(rd_kafka_event_CreatePartitions_result(event), &count)
      else { return nil }
      return (0..<count).compactMap { rd_kafka_topic_result_error_string(results[$0]) }.first.map {
        String(cString: $0)
      }
    }
  }

  static func delete(_ topic: String, at brokers: String) throws { try client(at: brokers).delete(topic: topic) }

  private static func client(at brokers: String) throws -> KafkaClusterClient {
    try KafkaClusterClient(
      KafkaConsumerOptions(brokers: brokers), logger: Logger(label: "test", logLevel: .critical))
  }

  static func deleteRecords(of topic: String, partition: Int32, below offset: Int64, at brokers: String) throws {
    try perform(at: brokers) { client, answers in
      let list = rd_kafka_topic_partition_list_new(1)
      rd_kafka_topic_partition_list_add(list, topic, partition).pointee.offset = offset
      var all: [OpaquePointer?] = [rd_kafka_DeleteRecords_new(list)]
      rd_kafka_DeleteRecords(client, &all, 1, nil, answers)
      rd_kafka_DeleteRecords_destroy(all[0])
      rd_kafka_topic_partition_list_destroy(list)
    } problem: { event in
      let list = rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event))
      let response = list?.pointee.elems[0].err ?? RD_KAFKA_RESP_ERR_UNKNOWN
      return response == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : String(cString: rd_kafka_err2str(response))
    }
  }

  private static func perform(
    at brokers: String, _ ask: (OpaquePointer?, OpaquePointer?) -> Void, problem: (OpaquePointer) -> String?
  ) throws {
    let configuration = rd_kafka_conf_new()
    rd_kafka_conf_set(configuration, "bootstrap.servers", brokers, nil, 0)
    let client = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, nil, 0)
    defer { rd_kafka_destroy(client) }
    let answers = rd_kafka_queue_new(client)
    defer { rd_kafka_queue_destroy(answers) }
    ask(client, answers)
    guard let event = rd_kafka_queue_poll(answers, 120_000) else { throw TestFailure("the broker does not answer") }
    defer { rd_kafka_event_destroy(event) }
    let response = rd_kafka_event_error(event)
    let words = response == RD_KAFKA_RESP_ERR_NO_ERROR ? problem(event) : String(cString: rd_kafka_err2str(response))
    if let words { throw TestFailure(words) }
  }
}
