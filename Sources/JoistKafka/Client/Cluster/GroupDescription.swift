import CJoistKafka

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A consumer group as its broker describes it.
package struct KafkaGroup: Sendable, Equatable {
  /// A current member of the group.
  package struct Member: Sendable, Equatable {
    /// The member's `client.id`.
    package var clientID: String
    /// The host that the member connects from.
    package var host: String
  }

  /// The current members that the client can see. It does not see members that use the protocol of Kafka 4
  /// (`group.protocol=consumer`).
  package var members: [Member]
  /// Whether the group has members, including those that the client cannot see.
  package var isActive: Bool
}

extension ClientHandle {
  /// Describes a group; nil if the cluster does not support that.
  ///
  /// The embedded broker does not, and is not asked: librdkafka 2.0.2 never returns from such a request.
  /// - Throws: ``KafkaError`` that names the group.
  func group(
    _ name: String, in cluster: KafkaCluster, within limit: Duration = contactLimit
  ) throws(KafkaError) -> KafkaGroup? {
    if cluster.isEmbedded { return nil }
    let deadline = Deadline(within: limit)
    while true {
      do {
        return try described(name, deadline)
      } catch {
        // For the first group of a cluster, the broker must first create the topic for offsets.
        guard error.isTransient, !deadline.hasPassed else { throw error }
        Pause.milliseconds(100)
      }
    }
  }

  /// A member of a group whose client has another id; nil: there is none, or the cluster cannot describe groups.
  /// - Throws: ``KafkaError`` if the brokers do not describe the group.
  func otherMember(
    of group: String, than clientID: String, in cluster: KafkaCluster
  ) throws(KafkaError) -> KafkaGroup.Member? {
    try self.group(group, in: cluster)?.members.first { $0.clientID != clientID }
  }

  private func described(_ name: String, _ deadline: Deadline) throws(KafkaError) -> KafkaGroup? {
    let request = AdminRequest(RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS, of: self, within: deadline)
    name.withCString { name in
      var names: [UnsafePointer<CChar>?] = [name]
      rd_kafka_DescribeConsumerGroups(pointer, &names, 1, request.options, request.queue)
    }
    let response = try request.withResponse { (event) throws(KafkaError) in
      Response(group: try group(in: event, name, deadline))
    }
    guard let response else {
      throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, "the brokers at \(brokers) did not describe the group \"\(name)\"")
    }
    return response.group
  }

  /// The brokers' response. `group` is nil if they cannot describe groups.
  private struct Response {
    let group: KafkaGroup?
  }

  // SAFETY: what `event` contains lives as long as the event, which `withResponse` destroys afterwards; all texts are copied.
  private func group(
    in event: OpaquePointer, _ name: String, _ deadline: Deadline
  ) throws(KafkaError) -> KafkaGroup? {
    var response = rd_kafka_event_error(event)
    var description: OpaquePointer?
    if response == RD_KAFKA_RESP_ERR_NO_ERROR, let result = rd_kafka_event_DescribeConsumerGroups_result(event) {
      var count = 0
      description = rd_kafka_DescribeConsumerGroups_result_groups(result, &count)?.pointee
      response = rd_kafka_error_code(rd_kafka_ConsumerGroupDescription_error(description))
    }
    if response == RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE { return nil }
    guard response == RD_KAFKA_RESP_ERR_NO_ERROR, let description else {
      throw KafkaError(response, "the group \"\(name)\" at \(brokers) cannot be used")
    }
    let members = (0..<rd_kafka_ConsumerGroupDescription_member_count(description)).map { index in
      let member = rd_kafka_ConsumerGroupDescription_member(description, index)
      return KafkaGroup.Member(
        clientID: String(cString: rd_kafka_MemberDescription_client_id(member)),
        host: String(cString: rd_kafka_MemberDescription_host(member)))
    }
    let isUnknown = rd_kafka_ConsumerGroupDescription_state(description) == RD_KAFKA_CONSUMER_GROUP_STATE_DEAD
    var isActive = !members.isEmpty
    if !isActive, isUnknown { isActive = try isListedAsActive(name, deadline) }
    return KafkaGroup(members: members, isActive: isActive)
  }

  /// Whether the cluster lists a group as active. A group whose members use the protocol of Kafka 4 is described as dead but
  /// listed with its state.
  private func isListedAsActive(_ name: String, _ deadline: Deadline) throws(KafkaError) -> Bool {
    let request = AdminRequest(RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS, of: self, within: deadline)
    rd_kafka_ListConsumerGroups(pointer, request.options, request.queue)
    return request.withResponse { Self.isListedAsActive(name, in: $0) } ?? false
  }

  private static func isListedAsActive(_ name: String, in event: OpaquePointer) -> Bool {
    guard let result = rd_kafka_event_ListConsumerGroups_result(event) else { return false }
    var count = 0
    // SAFETY: librdkafka returns an array of `count` groups that lives as long as `event`.
    let groups = UnsafeBufferPointer(start: rd_kafka_ListConsumerGroups_result_valid(result, &count), count: count)
    let inactive = [RD_KAFKA_CONSUMER_GROUP_STATE_EMPTY, RD_KAFKA_CONSUMER_GROUP_STATE_DEAD]
    return groups.contains {
      strcmp(rd_kafka_ConsumerGroupListing_group_id($0), name) == 0
        && !inactive.contains(rd_kafka_ConsumerGroupListing_state($0))
    }
  }
}
