import CJoistKafka

extension ClientHandle {
  /// How long a broker may take to return a topic's configuration, which is optional for a job.
  private static let configurationLimit = Duration.seconds(2)

  /// The largest batch of records that a topic accepts, in bytes after compression: its `max.message.bytes`. Nil if the broker
  /// does not support or allow the request. The embedded broker is not asked.
  func largestBatch(of topic: String, in cluster: KafkaCluster) -> Int? {
    cluster.isEmbedded ? nil : configuration(of: topic)["max.message.bytes"].flatMap { Int($0) }
  }

  /// A topic's configuration, by name; empty if the broker does not return it.
  /// - Parameter isOwnOnly: whether to return only what was set for the topic, without the cluster's defaults.
  func configuration(of topic: String, isOwnOnly: Bool = false) -> [String: String] {
    let request = AdminRequest(
      RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, of: self, within: Deadline(within: Self.configurationLimit))
    let resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic)
    defer { rd_kafka_ConfigResource_destroy(resource) }
    var resources: [OpaquePointer?] = [resource]
    rd_kafka_DescribeConfigs(pointer, &resources, 1, request.options, request.queue)
    return request.withResponse { Self.entries(in: $0, isOwnOnly: isOwnOnly) } ?? [:]
  }

  // SAFETY: the arrays in `event` have `count` elements and live until `withResponse` destroys the event; texts are copied.
  private static func entries(in event: OpaquePointer, isOwnOnly: Bool) -> [String: String] {
    guard let result = rd_kafka_event_DescribeConfigs_result(event) else { return [:] }
    var count = 0
    guard let found = rd_kafka_DescribeConfigs_result_resources(result, &count), count > 0,
      let entries = rd_kafka_ConfigResource_configs(found[0], &count)
    else { return [:] }
    var values: [String: String] = [:]
    for entry in UnsafeBufferPointer(start: entries, count: count) {
      guard let name = rd_kafka_ConfigEntry_name(entry), let value = rd_kafka_ConfigEntry_value(entry) else { continue }
      let isOwn = rd_kafka_ConfigEntry_source(entry) == RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG
      if isOwnOnly && !isOwn { continue }
      values[String(cString: name)] = String(cString: value)
    }
    return values
  }
}
