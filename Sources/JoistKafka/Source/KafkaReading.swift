import Beam
import Rows
import Synchronization

/// The state that all bundles of one reading step share: the connections and the progress of the partitions.
///
/// It is made with the step, opened when the job starts (or by the first bundle in another process), and closed at the end.
final class KafkaReading: Sendable {
  private struct State {
    var logger = Logger(label: "kafka")
    var clusterClient: KafkaClusterClient?
    var consumer: KafkaConsumerClient?
    /// Keeps other jobs from reading under the group; nil without a group, or in another process than the job's.
    var sole: SoleReader?
    var watch: KafkaWatch?
    /// The most memory for the queues, in bytes.
    var queueMemory = Int.max
    /// The number of known partitions.
    var partitionCount = 0
    /// Whether the log says that positions are not committed.
    var hasLoggedOffsets = false
  }

  let source: KafkaSource
  let policy: WatermarkPolicy
  /// The progress of the partitions.
  let partitions: PartitionStates
  /// The partitions of the topics.
  let found: FoundPartitions
  let skew: ClockSkew
  private let report: ConnectorReport
  private let refusedCommits: ConnectorCounter
  private let newPartitions: ConnectorCounter
  private let withoutEventTime: ConnectorCounter
  private let options: Result<KafkaConsumerOptions, KafkaError>
  private let state = Mutex(State())

  /// - Parameter report: receives the step's notes and counters.
  init(_ source: KafkaSource, report: ConnectorReport) {
    self.source = source
    self.report = report
    skew = ClockSkew(report)
    refusedCommits = report.counter(
      "commitsFailed", "commits of the group's positions were refused by the broker",
      one: "commit of the group's positions was refused by the broker")
    newPartitions = report.counter(
      "newPartitions", "partitions were added to the topics and are being read",
      one: "partition was added to the topics and is being read")
    withoutEventTime = report.counter(
      "recordsWithoutEventTime", "records without a valid event time kept Kafka's timestamp",
      one: "record without a valid event time kept Kafka's timestamp")
    policy = WatermarkPolicy(
      maxOutOfOrder: source.maxOutOfOrder.milliseconds, maxAhead: source.maxAhead?.milliseconds ?? .max,
      idleAfter: source.idleAfter.milliseconds, idleFollowsClock: source.idle == .clock)
    partitions = PartitionStates(policy)
    found = FoundPartitions(source.topics)
    options = Result { () throws(KafkaError) in
      try KafkaConsumerOptions(
        brokers: source.brokers?.addresses, properties: source.properties, groupID: source.groupID,
        isolation: source.isolation)
    }
    describeBound()
  }

  /// Tells the job which remedies to suggest for memory and late data if the read ends.
  private func describeBound() {
    if source.end == nil { return }
    switch source.order {
    case .unknown:
      report.suggestForMemory("if its records are in order of their times, use `order: .inEventTimeOrder`")
    case .inEventTimeOrder:
      report.failOnLateData(
        remedy: "its source promises `.inEventTimeOrder`: increase `maxOutOfOrder`, or remove the promise")
    }
  }

  /// What is wrong with the source, as far as can be checked without a connection; nil: nothing.
  var problem: String? {
    // Without brokers a pipeline can still be explained; opening the source fails.
    if case .failure(let error) = options, error.code != .noBroker { return "\(error)" }
    if source.topics.isEmpty || source.topics.contains("") { return "no topic is given" }
    if Set(source.topics).count < source.topics.count { return "a topic is given twice" }
    if case .count(let count) = source.end, count < 0 { return "\(count) records cannot be read" }
    if min(policy.maxOutOfOrder, policy.maxAhead, policy.idleAfter) < 0 {
      return "maxOutOfOrder, maxAhead and idleAfter cannot be negative"
    }
    if source.end == nil, source.order == .inEventTimeOrder {
      return "`.inEventTimeOrder` is for a read that ends: remove it, or set `until`"
    }
    return nil
  }

  /// Whether the watermark follows the times of records; otherwise it stays at the beginning of time until the end.
  var followsRecords: Bool { source.end == nil || source.order == .inEventTimeOrder }

  /// The positions that only this step may use; nil without a group.
  func groupUse(among uses: SoleUses) -> GroupUse? {
    guard let options = try? options.get(), let group = options.groupID else { return nil }
    return GroupUse(group: group, topics: source.topics, addresses: options.brokers, uses: uses)
  }

  /// The job's logger.
  var logger: Logger { state.withLock { $0.logger } }

  // MARK: The job's start and end

  /// Checks that the brokers respond, the topics exist, and no other program uses the group.
  /// - Throws: ``KafkaError`` that names brokers, topics or group, within 10 seconds.
  func open(logger: Logger) throws(KafkaError) {
    var logger = logger
    logger.label = "kafka"
    state.withLock { $0.logger = logger }
    do throws(KafkaError) {
      let clusterClient = try KafkaClusterClient(options.get(), logger: logger)
      var partitions: [KafkaPartition] = []
      for topic in source.topics { partitions += try clusterClient.topic(topic).partitions }
      // Any broker can describe a topic, so also check that the partitions' leaders respond.
      _ = try clusterClient.offsetRanges(of: partitions)
      try clusterClient.refuseGroupInUse()
      let options = try options.get()
      let sole = try options.groupID.map { (group) throws(KafkaError) in
        try SoleReader(options, group: group, topics: source.topics, clusterClient, logger: logger)
      }
      state.withLock { state in
        state.clusterClient = clusterClient
        state.sole = sole
      }
    } catch {
      throw error.prefixed(by: "\(report.step): \(source.topicNames) cannot be read")
    }
  }

  /// Commits the last positions, closes the connections, and clears all state of the job.
  /// - Parameter limit: how long to wait for the broker to accept the positions.
  func close(within limit: Duration) {
    let old = state.withLock { state in
      defer { state = State() }
      return state
    }
    old.watch?.stop()
    partitions.clear()
    found.clear()
    skew.clear()
    report.clearNotes()
    defer { old.sole?.leave() }
    guard let consumer = old.consumer, !consumer.close(within: limit) else { return }
    old.logger.warning("the last positions of the group were not committed: no broker has accepted them")
  }

  // MARK: What bundles need

  /// A client for looking up topics and offsets.
  func clusterClient() throws(KafkaError) -> KafkaClusterClient {
    let (known, logger) = state.withLock { ($0.clusterClient, $0.logger) }
    if let known { return known }
    let made = try KafkaClusterClient(options.get(), logger: logger)
    state.withLock { $0.clusterClient = made }
    return made
  }

  /// Sets the most memory for the queues, in bytes.
  func limit(queueMemory: Int) { state.withLock { $0.queueMemory = queueMemory } }

  /// The consumer that reads the step's partitions.
  /// - Parameter partitions: the number of partitions that the caller knows.
  func consumer(partitions: Int) throws(KafkaError) -> KafkaConsumerClient {
    let options = try options.get()
    return try state.withLock { (state) throws(KafkaError) in
      if let conflict = state.sole?.conflict { throw conflict }
      let consumer: KafkaConsumerClient
      if let known = state.consumer {
        consumer = known
      } else {
        consumer = try KafkaConsumerClient(
          options, partitionCount: partitions, refusals: refusedCommits, memory: state.queueMemory, logger: state.logger
        )
      }
      state.consumer = consumer
      if partitions > state.partitionCount {
        state.partitionCount = partitions
        report.holds(consumer.memory(ofPartitions: partitions))
      }
      return consumer
    }
  }

  /// Starts to ask the brokers once a second for the ends of partitions and, for a read without an end, for new partitions.
  /// - Parameter clock: processing time.
  func watch(by clock: @escaping @Sendable () -> Timestamp) throws(KafkaError) {
    if state.withLock({ $0.watch != nil }) { return }
    let options = try options.get()
    let starts = StartingPositions(source: source, offsetReset: offsetReset)
    let discovery: KafkaWatch.Discovery = { [found] partitions, sent, watermark, client in
      found.take(partitions, sent: sent, watermark: watermark) {
        starts.ofNew($0, client, hasGroup: options.groupID != nil)
      }
    }
    // Reading uncommitted records shows the end after open transactions: a partition that ends in one is not at its end.
    let made = try KafkaWatch(
      options.with(.readUncommitted).makeClient(logger: logger), topics: source.topics, partitions: partitions,
      clock: clock, observer: WatchObserver(report, logger: logger, explainsWatermark: source.end == nil),
      discovery: source.end == nil ? discovery : nil)
    let isFirst = state.withLock { state in
      defer { state.watch = state.watch ?? made }
      return state.watch == nil
    }
    if !isFirst { made.stop() }
  }

  /// Counts records whose event time could not be read.
  func countWithoutEventTime(_ count: Int) { withoutEventTime.add(count) }

  /// Counts a partition that was added while the job runs.
  func countNewPartition() { newPartitions.add(1) }

  /// Reports an open transaction that blocks later records of a partition: in the status while it does, and in the log once for
  /// each position.
  /// - Parameter position: the first blocked offset; nil: no transaction blocks records.
  func note(_ partition: KafkaPartition, isBlockedAt position: Int64?) {
    guard let position else { return report.clearNote(for: "\(partition)") }
    let isNews = report.note(
      "an open transaction blocks later records: \(partition) from offset \(position)",
      for: "\(partition)")
    guard isNews else { return }
    logger.warning(
      "an open transaction blocks later records; the watermark waits for its end",
      metadata: ["partition": "\(partition)", "offset": "\(position)"])
  }

  // MARK: Positions

  /// Where to start without a known position.
  private var offsetReset: OffsetReset { (try? options.get().offsetReset) ?? .earliest }

  /// Looks up all partitions and their starting positions. For a read without an end, commits these positions, so that the next
  /// job starts from them.
  func initialPositions() throws(KafkaError) -> (
    starts: [KafkaPartition: Int64], held: [KafkaPartition: PartitionOffsets]
  ) {
    let clusterClient = try clusterClient()
    var all: [KafkaPartition] = []
    for topic in source.topics { all += try clusterClient.topic(topic).partitions }
    let held = try clusterClient.offsetRanges(of: all)
    partitions.keep(ends: held.mapValues(\.end))
    partitions.expect(held.keys)
    let committed = try clusterClient.committedOffsets(of: all)
    if source.start == .committed { try refuseLost(committed.filter { $1 > held[$0]?.end ?? .max }) }
    let starts = try StartingPositions(source: source, offsetReset: offsetReset).initial(of: held, committed: committed)
    if source.end == nil { commit(starts.filter { committed[$0] != $1 }, clusterClient) }
    state.withLock { $0.clusterClient = nil }
    return (starts, held)
  }

  private func commit(_ starts: [KafkaPartition: Int64], _ clusterClient: KafkaClusterClient) {
    do {
      try clusterClient.commit(starts)
    } catch {
      refusedCommits.add(1)
      logger.warning(
        "the starting positions were not committed; a job that starts before any others are committed chooses new ones",
        metadata: ["reason": .string("\(error)")])
    }
  }

  /// Checks committed positions that are after the last readable record. Such a position is lost unless only an open
  /// transaction keeps the records from being read.
  /// - Throws: ``KafkaError`` with the code `lostPosition`.
  private func refuseLost(_ positions: [KafkaPartition: Int64]) throws(KafkaError) {
    if positions.isEmpty { return }
    // Reading uncommitted records shows the end after open transactions.
    let clusterClient = try KafkaClusterClient(options.get().with(.readUncommitted), logger: logger)
    let held = try clusterClient.offsetRanges(of: positions.keys.sorted())
    for (partition, position) in positions.sorted(by: { $0.key < $1.key }) where position > held[partition]?.end ?? .max
    {
      throw LostPosition(partition: partition, position: position, range: held[partition]).error(detail: nil)
    }
  }

  /// A step's path without the parts that the planner adds to it.
  private static func shown(_ path: String) -> String {
    path.hasSuffix("/MergeAccumulators") ? String(path.dropLast("/MergeAccumulators".count)) : path
  }

  /// Whether to commit the positions of a committed bundle. Logs once if a step prevents that.
  /// - Parameter downstreamSteps: the later steps that still hold records when the bundle is committed.
  func commitsPositions(downstreamSteps: [String]) -> Bool {
    guard let group = (try? options.get())?.groupID else { return false }
    if source.offsets == .commitAfterRead || downstreamSteps.isEmpty { return true }
    let logger: Logger? = state.withLock { state in
      defer { state.hasLoggedOffsets = true }
      return state.hasLoggedOffsets ? nil : state.logger
    }
    logger?.notice(
      """
      the group's positions are not committed after the start: a step keeps records in memory that a crash would lose, so the \
      next run reads again from where this one started
      """,
      metadata: ["group": "\(group)", "step": .string(downstreamSteps.map(Self.shown).joined(separator: ", "))])
    return false
  }
}

extension KafkaSource {
  /// The topics as text for messages.
  var topicNames: String {
    topics.count == 1
      ? "the topic \"\(topics[0])\"" : "the topics \(topics.map { "\"\($0)\"" }.joined(separator: ", "))"
  }
}
