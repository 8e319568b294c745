import CJoistKafka

extension ClientHandle {
  /// How long a broker may take to return a topic's configuration, which is optional for a job.
  private static let configurationLimit = Duration.seconds(2)

  /// The largest batch of records that a topic accepts, in bytes after compression: its `max.message.bytes`. Nil if the broker
  /// does not support or allow the request. The embedded broker is not asked.
  func largestBatch(of topic: String, in cluster: KafkaCluster) -> Int? {
    cluster.isEmbedded ? nil : configuration(of: topic)["max.message.bytes"].flatMap { Int($0) }
  }

  /// A topic's configuration; empty if the broker does not return it.
  private func configuration(of topic: String) -> [String: String] {
    let deadline = Deadline(within: Self.configurationLimit)
    let answers = rd_kafka_queue_new(pointer)
    defer { rd_kafka_queue_destroy(answers) }
    let options = rd_kafka_AdminOptions_new(pointer, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS)
    defer { rd_kafka_AdminOptions_destroy(options) }
    _ = TextBuffer.capture {
      rd_kafka_AdminOptions_set_request_timeout(options, deadline.milliseconds(), $0, $1)
    }
    let resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic)
    defer { rd_kafka_ConfigResource_destroy(resource) }
    var resources: [OpaquePointer?] = [resource]
    rd_kafka_DescribeConfigs(pointer, &resources, 1, options, answers)
    guard let event = rd_kafka_queue_poll(answers, deadline.milliseconds() + 1_000) else { return [:] }
    defer { rd_kafka_event_destroy(event) }
    return Self.entries(in: event)
  }

  // SAFETY: the arrays in `event` have `count` elements and live until the caller destroys the event; all texts are copied.
  private static func entries(in event: OpaquePointer) -> [String: String] {
    guard let result = rd_kafka_event_DescribeConfigs_result(event) else { return [:] }
    var count = 0
    guard let found = rd_kafka_DescribeConfigs_result_resources(result, &count), count > 0,
      let entries = rd_kafka_ConfigResource_configs(found[0], &count)
    else { return [:] }
    var values: [String: String] = [:]
    for entry in UnsafeBufferPointer(start: entries, count: count) {
      guard let name = rd_kafka_ConfigEntry_name(entry), let value = rd_kafka_ConfigEntry_value(entry) else { continue }
      values[String(cString: name)] = String(cString: value)
    }
    return values
  }
}
