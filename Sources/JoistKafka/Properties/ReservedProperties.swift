/// The properties that Joist sets itself: why, and what to use instead.
struct ReservedProperties {
  private let reasons: [String: String]

  /// - Throws: ``KafkaError`` with the code `badProperty` for the first of `properties` that is one of these.
  func check(_ properties: KafkaProperties) throws(KafkaError) {
    for (name, _) in properties.sorted {
      guard let reason = reasons[name] else { continue }
      throw KafkaError(.badProperty, "the property \"\(name)\" cannot be set", hint: reason)
    }
  }

  /// Those of readers.
  static let consumer = ReservedProperties(
    reasons: both.reasons.merging([
      "enable.auto.commit": ownCommits,
      "auto.commit.enable": ownCommits,
      "auto.commit.interval.ms": ownCommits,
      "enable.auto.offset.store": ownCommits,
      "offset.store.method": ownCommits,
      "isolation.level": "say it as the source's isolation: .readCommitted (the default) or .readUncommitted",
      "group.instance.id": noMembership,
      "group.protocol": noMembership,
      "partition.assignment.strategy": noMembership,
      "enable.partition.eof": "Joist sets it, to know when it has read a partition to its end",
    ]) { _, own in own })

  /// Those of writers.
  static let producer = ReservedProperties(
    reasons: both.reasons.merging([
      "message.timeout.ms": ownRetries,
      "delivery.timeout.ms": ownRetries,
      "message.send.max.retries": ownRetries,
      "retries": ownRetries,
      "delivery.report.only.error": "Joist waits for the broker's word on each record before a bundle counts as done",
      "transactional.id": "the sink writes at least once; transactions are not part of it",
    ]) { _, own in own })

  private static let both = ReservedProperties(reasons: [
    "allow.auto.create.topics": "Joist never makes a topic by asking for it; make topics before the job starts",
    "enabled_events": "Joist listens to the client's events itself",
    "log.queue": "Joist takes the client's log itself",
    "test.mock.num.brokers": "for a broker without an installation use `joist up`",
    "client.software.name": "it belongs to the client library",
  ])

  private static let ownCommits =
    "Joist commits offsets itself, when all that was derived from the records is out of its hands; "
    + "with the client's own commits, records would be lost when the job fails"
  private static let noMembership =
    "Joist assigns partitions itself and never joins a group; the group's name only says where positions are kept"
  private static let ownRetries =
    "after the first contact the sink tries for as long as it takes, so that records stay in order; "
    + "a job that should give up is stopped from outside"
}
