package import Beam

/// Asks a cluster what a job needs to know before it reads: topics, offsets, the group. It changes nothing there.
package final class KafkaClusterClient: Sendable {
  /// The cluster that answered.
  package let cluster: KafkaCluster

  let client: ClientHandle
  private let options: KafkaConsumerOptions

  /// Connects.
  /// - Throws: ``KafkaError``: `badProperty`; `noBroker` or `notAuthenticated` within 10 seconds.
  package init(_ options: KafkaConsumerOptions, logger: Logger) throws(KafkaError) {
    self.options = options
    client = try options.makeClient(logger: logger)
    cluster = try client.contact()
  }

  /// Looks for a topic, without making it.
  /// - Throws: ``KafkaError`` with the code `noTopic`, which names the topic, the brokers and the topics there are.
  package func topic(_ name: String) throws(KafkaError) -> KafkaTopic { try client.topic(name, in: cluster) }

  /// All topics of the cluster, without its own.
  /// - Throws: ``KafkaError`` where the brokers do not list them.
  package func allTopics() throws(KafkaError) -> [KafkaTopic] {
    try client.allTopics(Deadline(within: ClientHandle.contactLimit))
  }

  /// What partitions hold now.
  /// - Throws: ``KafkaError`` that names the partition that could not be asked for.
  package func offsetRanges(of partitions: [KafkaPartition]) throws(KafkaError) -> [KafkaPartition: PartitionOffsets] {
    try client.offsetRanges(of: partitions)
  }

  /// The first offsets whose records are as old as a time or younger, where there are such records.
  ///
  /// The embedded broker does not know times and has no answer for any partition.
  /// - Throws: ``KafkaError`` that names the partition that could not be asked for.
  package func offsets(
    of partitions: [KafkaPartition], atMilliseconds time: Int64
  ) throws(KafkaError) -> [KafkaPartition: Int64] {
    try client.offsets(of: partitions, atMilliseconds: time)
  }

  /// The positions that the group has published, where it has; none without a group.
  /// - Throws: ``KafkaError`` that names the partition that could not be asked for.
  package func committedOffsets(of partitions: [KafkaPartition]) throws(KafkaError) -> [KafkaPartition: Int64] {
    guard options.groupID != nil else { return [:] }
    return try client.committedOffsets(of: partitions)
  }

  /// Publishes positions of the group and waits until the broker has them; nothing without a group.
  /// - Throws: ``KafkaError`` where the broker does not take them.
  package func publish(_ positions: [KafkaPartition: Int64]) throws(KafkaError) {
    if options.groupID != nil { try client.publish(positions) }
  }

  /// Refuses a group that other programs are members of: positions published beside theirs would be refused, or take
  /// the place of theirs. Where the cluster does not tell, the group passes.
  /// - Throws: ``KafkaError`` with the code `groupInUse`, which names the members.
  package func refuseGroupInUse() throws(KafkaError) {
    guard let name = options.groupID, let group = try client.group(name, in: cluster), group.isActive else { return }
    let count = group.members.isEmpty ? "" : "\(group.members.count) "
    let shown = group.members.prefix(4).map { "\($0.clientID) at \($0.host)" }.joined(separator: ", ")
    throw KafkaError(
      .groupInUse, "the group \"\(name)\" at \(options.brokers) has \(count)active members",
      detail: shown.isEmpty ? "their consumers use the group protocol of Kafka 4" : shown,
      hint: "stop them, or give the job a group of its own; a second copy of a job does not share its work")
  }
}
