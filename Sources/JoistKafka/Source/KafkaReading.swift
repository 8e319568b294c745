import Beam
import Synchronization

/// What the bundles of one reading step share: the connection, how far partitions have come, what was told already.
///
/// It is made with the step, opened when the job starts (or by the first bundle of another process) and closed at its end.
final class KafkaReading: Sendable {
  private struct State {
    var logger = Logger(label: "kafka")
    var asker: KafkaClusterClient?
    var consumer: KafkaConsumerClient?
    var progress: [KafkaPartition: PartitionProgress] = [:]
    /// Where partitions end, as far as is known.
    var ends: [KafkaPartition: Int64] = [:]
    var hasToldOffsets = false
  }

  let source: KafkaSource
  let policy: WatermarkPolicy
  let futureRecords: FutureRecords
  private let report: ConnectorReport
  private let refusedCommits: ConnectorCounter
  private let options: Result<KafkaConsumerOptions, KafkaError>
  private let state = Mutex(State())

  /// - Parameter report: where the step tells of itself.
  init(_ source: KafkaSource, report: ConnectorReport) {
    self.source = source
    self.report = report
    futureRecords = FutureRecords(report)
    refusedCommits = report.counter("commitsFailed", "commits of the group's positions were not taken by the broker")
    policy = WatermarkPolicy(
      maxOutOfOrder: source.maxOutOfOrder.milliseconds, idleAfter: source.idleAfter.milliseconds)
    options = Result { () throws(KafkaError) in
      try KafkaConsumerOptions(
        brokers: source.brokers?.addresses, properties: source.properties, groupID: source.groupID,
        isolation: source.isolation)
    }
  }

  /// What is wrong with the source, nil where nothing is: seen without asking anybody.
  var problem: String? {
    if case .failure(let error) = options { return "\(error)" }
    if source.topics.isEmpty { return "no topic is named" }
    if Set(source.topics).count < source.topics.count { return "a topic is named twice" }
    if case .count(let count) = source.end, count < 0 { return "\(count) records cannot be read" }
    if policy.maxOutOfOrder < 0 || policy.idleAfter < 0 { return "maxOutOfOrder and idleAfter cannot be negative" }
    return nil
  }

  /// The positions that the step alone uses; nil without a group.
  func groupUse(among uses: SoleUses) -> GroupUse? {
    guard let options = try? options.get(), let group = options.groupID else { return nil }
    return GroupUse(group: group, topics: source.topics, addresses: options.brokers, uses: uses)
  }

  /// The job's log.
  var logger: Logger { state.withLock { $0.logger } }

  // MARK: The job's start and end

  /// Looks whether brokers and topics are there and the group is free.
  /// - Throws: ``KafkaError`` that names them, within 10 seconds.
  func open(logger: Logger) throws(KafkaError) {
    var logger = logger
    logger.label = "kafka"
    state.withLock { $0.logger = logger }
    do throws(KafkaError) {
      let asker = try KafkaClusterClient(options.get(), logger: logger)
      var partitions: [KafkaPartition] = []
      for topic in source.topics { partitions += try asker.topic(topic).partitions }
      // Any broker tells of topics; whether those answer that have the records is another matter.
      _ = try asker.offsetRanges(of: partitions)
      try asker.refuseGroupInUse()
      state.withLock { $0.asker = asker }
    } catch {
      throw error.behind("\(source.topicNames) cannot be read")
    }
  }

  /// Publishes the last positions, lets go of the connection, and forgets the job.
  /// - Parameter limit: how long the broker may take for the positions.
  func close(within limit: Duration) {
    let (consumer, logger) = state.withLock { state in
      defer { state = State() }
      return (state.consumer, state.logger)
    }
    report.clearNotes()
    futureRecords.forget()
    guard let consumer, !consumer.close(within: limit) else { return }
    logger.warning("the last positions of the group were not published: no broker has taken them")
  }

  // MARK: What bundles need

  /// A client that asks.
  func asker() throws(KafkaError) -> KafkaClusterClient {
    let (known, logger) = state.withLock { ($0.asker, $0.logger) }
    if let known { return known }
    let made = try KafkaClusterClient(options.get(), logger: logger)
    state.withLock { $0.asker = made }
    return made
  }

  /// A client that asks and sees beyond transactions that are open.
  func askerOfAll() throws(KafkaError) -> KafkaClusterClient {
    try KafkaClusterClient(options.get().with(.readUncommitted), logger: logger)
  }

  /// The consumer that reads the step's partitions. Where reading has begun, nobody asks any more.
  func consumer(partitions: Int) throws(KafkaError) -> KafkaConsumerClient {
    let options = try options.get()
    return try state.withLock { (state) throws(KafkaError) in
      if let known = state.consumer { return known }
      let made = try KafkaConsumerClient(
        options, partitionCount: partitions, refusals: refusedCommits, logger: state.logger)
      state.consumer = made
      return made
    }
  }

  /// How far a partition has come, if that is known of this position.
  func progress(of partition: KafkaPartition, at position: Int64, now: Int64) -> PartitionProgress {
    let known = state.withLock { $0.progress[partition] }
    return known?.position == position ? known! : PartitionProgress(position: position, now: now)
  }

  /// Keeps how far a partition has come.
  /// - Parameter end: where it ends, where that is known.
  func keep(_ progress: PartitionProgress, of partition: KafkaPartition, end: Int64?) {
    state.withLock { state in
      state.progress[partition] = progress
      if let end { state.ends[partition] = end }
    }
  }

  /// Keeps where partitions end.
  func keep(ends: [KafkaPartition: Int64]) {
    state.withLock { $0.ends.merge(ends) { old, new in max(old, new) } }
  }

  /// How many offsets lie between where partitions are read and their ends, as far as these are known: nobody is asked. Where
  /// offsets were passed over (compacted topics, marks of transactions), there are fewer records.
  func backlog(of assignment: KafkaAssignment, _ restriction: KafkaRestriction) -> Int64 {
    state.withLock { state in
      zip(assignment.parts, restriction.parts).reduce(0) { sum, parts in
        let (part, left) = parts
        let end = state.ends[part.partition] ?? (left.to == .max ? left.from : left.to)
        return sum + max(0, min(end, left.to) - left.from)
      }
    }
  }

  /// Tells whether a transaction that is open keeps records of a partition back: in the status as long as it does, in the log
  /// once for a position.
  func tell(_ partition: KafkaPartition, isHeldBackAt position: Int64?) {
    guard let position else { return report.clearNote(for: "\(partition)") }
    let isNews = report.note(
      "a transaction that is open keeps back what stands behind it: \(partition) from offset \(position)",
      for: "\(partition)")
    guard isNews else { return }
    logger.warning(
      "a transaction that is open keeps records from being read; the watermark waits for its end",
      metadata: ["partition": "\(partition)", "offset": "\(position)"])
  }

  // MARK: Positions

  /// Where to start without a known position.
  var offsetReset: OffsetReset { (try? options.get().offsetReset) ?? .earliest }

  /// Whether a committed bundle's positions are published.
  /// - Parameter stepsBehind: the steps that hold records when their bundle is committed.
  func publishesPositions(stepsBehind: [String]) -> Bool {
    guard let group = (try? options.get())?.groupID else { return false }
    if source.offsets == .commitAfterRead || stepsBehind.isEmpty { return true }
    let logger: Logger? = state.withLock { state in
      defer { state.hasToldOffsets = true }
      return state.hasToldOffsets ? nil : state.logger
    }
    logger?.notice(
      "the group's positions are not published: a step keeps records in memory that a crash would lose",
      metadata: ["group": "\(group)", "step": .string(stepsBehind.joined(separator: ", "))])
    return false
  }
}

extension KafkaSource {
  /// The topics, in words.
  var topicNames: String {
    topics.count == 1
      ? "the topic \"\(topics[0])\"" : "the topics \(topics.map { "\"\($0)\"" }.joined(separator: ", "))"
  }
}
