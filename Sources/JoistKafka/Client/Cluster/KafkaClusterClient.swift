package import Beam

/// Looks up what a job needs before it reads: topics, offsets and the group's positions.
package final class KafkaClusterClient: Sendable {
  /// The cluster that responded.
  package let cluster: KafkaCluster

  let client: ClientHandle
  private let options: KafkaConsumerOptions

  /// Connects to the cluster.
  /// - Throws: ``KafkaError``: `badProperty`; `noBroker` or `notAuthenticated` within 10 seconds.
  package init(_ options: KafkaConsumerOptions, logger: Logger) throws(KafkaError) {
    self.options = options
    client = try options.makeClient(logger: logger)
    cluster = try client.contact()
  }

  /// Looks up a topic without creating it.
  /// - Throws: ``KafkaError`` with the code `noTopic`, which names the topic, the brokers and the existing topics.
  package func topic(_ name: String) throws(KafkaError) -> KafkaTopic { try client.topic(name, in: cluster) }

  /// All topics of the cluster except its internal ones.
  /// - Throws: ``KafkaError`` if the brokers do not list them.
  package func allTopics() throws(KafkaError) -> [KafkaTopic] {
    try client.allTopics(Deadline(within: ClientHandle.contactLimit))
  }

  /// The offsets that partitions hold now.
  /// - Throws: ``KafkaError`` that names a partition whose offsets are not known.
  package func offsetRanges(of partitions: [KafkaPartition]) throws(KafkaError) -> [KafkaPartition: PartitionOffsets] {
    try client.offsetRanges(of: partitions)
  }

  /// The first offset of each partition whose record has a timestamp at or after a time. Partitions without such a record are
  /// left out.
  ///
  /// The embedded broker does not know times, so it returns no partition.
  /// - Throws: ``KafkaError`` that names a partition whose offset is not known.
  package func offsets(
    of partitions: [KafkaPartition], atMilliseconds time: Int64
  ) throws(KafkaError) -> [KafkaPartition: Int64] {
    try client.offsets(of: partitions, atMilliseconds: time)
  }

  /// The group's committed positions, as far as there are any; none without a group.
  /// - Throws: ``KafkaError`` that names a partition whose position is not known.
  package func committedOffsets(of partitions: [KafkaPartition]) throws(KafkaError) -> [KafkaPartition: Int64] {
    guard options.groupID != nil else { return [:] }
    return try client.committedOffsets(of: partitions)
  }

  /// Commits positions of the group and waits until the broker has accepted them; does nothing without a group.
  /// - Throws: ``KafkaError`` if the broker does not accept them.
  package func commit(_ positions: [KafkaPartition: Int64]) throws(KafkaError) {
    if options.groupID != nil { try client.commit(positions) }
  }

  /// Checks that no other program is a member of the group: its commits and the job's would be refused or would overwrite each
  /// other. Does nothing if the cluster cannot describe the group.
  /// - Throws: ``KafkaError`` with the code `groupInUse`, which names the members.
  package func refuseGroupInUse() throws(KafkaError) {
    guard let name = options.groupID, let group = try client.group(name, in: cluster), group.isActive else { return }
    let count = group.members.isEmpty ? "" : "\(group.members.count) "
    let shown = group.members.prefix(4).map { "\($0.clientID) at \($0.host)" }.joined(separator: ", ")
    throw KafkaError(
      .groupInUse, "the group \"\(name)\" at \(options.brokers) has \(count)active members",
      detail: shown.isEmpty ? "their consumers use the group protocol of Kafka 4" : shown,
      hint: "stop them, or give the job its own group; a second copy of a job does not share its work")
  }

  /// The brokers' addresses.
  package var brokers: String { options.brokers }

  /// A member of a group whose client has another id; nil: there is none, or the cluster cannot describe groups.
  /// - Throws: ``KafkaError`` if the brokers do not describe the group.
  func otherMember(of group: String, than clientID: String) throws(KafkaError) -> KafkaGroup.Member? {
    try client.otherMember(of: group, than: clientID, in: cluster)
  }
}
