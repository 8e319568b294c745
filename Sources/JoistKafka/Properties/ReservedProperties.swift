/// The properties that Joist sets itself, with the reason and what to use instead.
struct ReservedProperties {
  private let reasons: [String: String]

  /// Checks that none of the user's properties is reserved.
  /// - Throws: ``KafkaError`` with the code `badProperty` for the first one that is.
  func check(_ properties: KafkaProperties) throws(KafkaError) {
    for (name, _) in properties.sorted {
      guard let reason = reasons[name] else { continue }
      throw KafkaError(.badProperty, "the property \"\(name)\" cannot be set", hint: reason)
    }
  }

  /// The reserved properties of consumers.
  static let consumer = ReservedProperties(
    reasons: both.reasons.merging([
      "enable.auto.commit": ownCommits,
      "auto.commit.enable": ownCommits,
      "auto.commit.interval.ms": ownCommits,
      "enable.auto.offset.store": ownCommits,
      "offset.store.method": ownCommits,
      "isolation.level": "use the source's parameter isolation: .readCommitted (the default) or .readUncommitted",
      "group.instance.id": noMembership,
      "group.protocol": noMembership,
      "partition.assignment.strategy": noMembership,
      "enable.partition.eof": "Joist needs it to detect the end of a partition",
    ]) { _, own in own })

  /// The reserved properties of producers.
  static let producer = ReservedProperties(
    reasons: both.reasons.merging([
      "message.timeout.ms": ownRetries,
      "delivery.timeout.ms": ownRetries,
      "message.send.max.retries": ownRetries,
      "retries": ownRetries,
      "delivery.report.only.error": "Joist commits a bundle only after the broker has acknowledged each of its records",
      "transactional.id": "the sink writes at least once and does not support transactions",
    ]) { _, own in own })

  private static let both = ReservedProperties(reasons: [
    "allow.auto.create.topics": "Joist never creates topics; create them before the job starts",
    "enabled_events": "Joist handles the client's events itself",
    "log.queue": "Joist handles the client's log itself",
    "test.mock.num.brokers": "to run a broker without an installation, use `joist up`",
    "client.software.name": "the client library sets it",
  ])

  private static let ownCommits =
    "Joist commits offsets itself, after the results of the records have left the job; "
    + "with the client's own commits, records would be lost when the job fails"
  private static let noMembership =
    "Joist assigns partitions itself and never joins a group; the group's name only says where positions are kept"
  private static let ownRetries =
    "after the first contact the sink retries without a limit, so that records stay in order; "
    + "to give up, stop the job"
}
