import Beam
import Rows
import Synchronization

/// What the bundles of one reading step share: the connections, and how far the partitions have come.
///
/// It is made with the step, opened when the job starts (or by the first bundle of another process) and closed at its end.
final class KafkaReading: Sendable {
  private struct State {
    var logger = Logger(label: "kafka")
    var clusterClient: KafkaClusterClient?
    var consumer: KafkaConsumerClient?
    var watch: KafkaWatch?
    /// Bytes that the queues may take.
    var queueMemory = Int.max
    /// How many partitions are known.
    var partitionCount = 0
    var hasToldOffsets = false
  }

  let source: KafkaSource
  let policy: WatermarkPolicy
  /// How far the partitions have come.
  let partitions: PartitionStates
  /// Which partitions there are.
  let found: FoundPartitions
  let skew: ClockSkew
  private let report: ConnectorReport
  private let refusedCommits: ConnectorCounter
  private let newPartitions: ConnectorCounter
  private let withoutEventTime: ConnectorCounter
  private let options: Result<KafkaConsumerOptions, KafkaError>
  private let state = Mutex(State())

  /// - Parameter report: where the step tells of itself.
  init(_ source: KafkaSource, report: ConnectorReport) {
    self.source = source
    self.report = report
    skew = ClockSkew(report)
    refusedCommits = report.counter("commitsFailed", "commits of the group's positions were not taken by the broker")
    newPartitions = report.counter("newPartitions", "partitions were added to the topics and are read")
    withoutEventTime = report.counter(
      "recordsWithoutEventTime", "records whose event time could not be read kept Kafka's timestamp")
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

  /// Tells the job what it means that the read ends.
  private func describeBound() {
    if source.end == nil { return }
    switch source.order {
    case .unknown:
      report.suggestForMemory("if its records are in the order of their times, say `order: .inEventTimeOrder`")
    case .inEventTimeOrder:
      report.failOnLateData(
        remedy: "its source promises `.inEventTimeOrder`: raise `maxOutOfOrder`, or leave the promise out")
    }
  }

  /// What is wrong with the source, nil where nothing is: seen without asking anybody.
  var problem: String? {
    if case .failure(let error) = options { return "\(error)" }
    if source.topics.isEmpty { return "no topic is named" }
    if Set(source.topics).count < source.topics.count { return "a topic is named twice" }
    if case .count(let count) = source.end, count < 0 { return "\(count) records cannot be read" }
    if min(policy.maxOutOfOrder, policy.maxAhead, policy.idleAfter) < 0 {
      return "maxOutOfOrder, maxAhead and idleAfter cannot be negative"
    }
    if source.end == nil, source.order == .inEventTimeOrder {
      return "`.inEventTimeOrder` is for a read that ends: one that does not follows the times of its records anyway"
    }
    return nil
  }

  /// Whether the watermark follows the times of records. Else it stays at the beginning of time until all is read.
  var followsRecords: Bool { source.end == nil || source.order == .inEventTimeOrder }

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
      let clusterClient = try KafkaClusterClient(options.get(), logger: logger)
      var partitions: [KafkaPartition] = []
      for topic in source.topics { partitions += try clusterClient.topic(topic).partitions }
      // Any broker tells of topics; whether those answer that have the records is another matter.
      _ = try clusterClient.offsetRanges(of: partitions)
      try clusterClient.refuseGroupInUse()
      state.withLock { $0.clusterClient = clusterClient }
    } catch {
      throw error.prefixed(by: "\(source.topicNames) cannot be read")
    }
  }

  /// Publishes the last positions, lets go of the connections, and forgets the job.
  /// - Parameter limit: how long the broker may take for the positions.
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
    guard let consumer = old.consumer, !consumer.close(within: limit) else { return }
    old.logger.warning("the last positions of the group were not published: no broker has taken them")
  }

  // MARK: What bundles need

  /// A client that asks.
  func clusterClient() throws(KafkaError) -> KafkaClusterClient {
    let (known, logger) = state.withLock { ($0.clusterClient, $0.logger) }
    if let known { return known }
    let made = try KafkaClusterClient(options.get(), logger: logger)
    state.withLock { $0.clusterClient = made }
    return made
  }

  /// Says how much memory the queues may take, in bytes.
  func limit(queueMemory: Int) { state.withLock { $0.queueMemory = queueMemory } }

  /// The consumer that reads the step's partitions.
  /// - Parameter partitions: how many there are, as far as the caller knows.
  func consumer(partitions: Int) throws(KafkaError) -> KafkaConsumerClient {
    let options = try options.get()
    return try state.withLock { (state) throws(KafkaError) in
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

  /// Has the brokers asked once a second how far the partitions are, and for new ones where the read has no end.
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
    // It sees beyond transactions that are open: a partition that ends in one is not at its end.
    let made = try KafkaWatch(
      options.with(.readUncommitted).makeClient(logger: logger), topics: source.topics, partitions: partitions,
      clock: clock, discovery: source.end == nil ? discovery : nil)
    let isFirst = state.withLock { state in
      defer { state.watch = state.watch ?? made }
      return state.watch == nil
    }
    if !isFirst { made.stop() }
  }

  /// Counts records whose event time could not be read.
  func countWithoutEventTime(_ count: Int) { withoutEventTime.add(count) }

  /// Counts a partition that was made while the job runs.
  func countNewPartition() { newPartitions.add(1) }

  /// Tells whether a transaction that is open keeps records of a partition back: in the status as long as it does, in the log
  /// once for a position.
  func tell(_ partition: KafkaPartition, isHeldBackAt position: Int64?) {
    guard let position else { return report.clearNote(for: "\(partition)") }
    let isNews = report.note(
      "a transaction that is open keeps back what stands after it: \(partition) from offset \(position)",
      for: "\(partition)")
    guard isNews else { return }
    logger.warning(
      "a transaction that is open keeps records from being read; the watermark waits for its end",
      metadata: ["partition": "\(partition)", "offset": "\(position)"])
  }

  // MARK: Positions

  /// Where to start without a known position.
  private var offsetReset: OffsetReset { (try? options.get().offsetReset) ?? .earliest }

  /// Looks up all partitions, and where each is to be read. Where the read has no end, publishes these positions, so that the
  /// next job does not choose again.
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
    if source.end == nil { publish(starts.filter { committed[$0] != $1 }, clusterClient) }
    state.withLock { $0.clusterClient = nil }
    return (starts, held)
  }

  private func publish(_ starts: [KafkaPartition: Int64], _ clusterClient: KafkaClusterClient) {
    do {
      try clusterClient.publish(starts)
    } catch {
      refusedCommits.add(1)
      logger.warning(
        "the positions at the start were not published; a job that starts before others are will choose again",
        metadata: ["reason": .string("\(error)")])
    }
  }

  /// Refuses positions after the last record that may be read: after the last of all, there is nothing to go on from, and
  /// what is read to the end that there is now would be nothing.
  private func refuseLost(_ positions: [KafkaPartition: Int64]) throws(KafkaError) {
    if positions.isEmpty { return }
    // A client that sees beyond transactions that are open.
    let clusterClient = try KafkaClusterClient(options.get().with(.readUncommitted), logger: logger)
    let held = try clusterClient.offsetRanges(of: positions.keys.sorted())
    for (partition, position) in positions.sorted(by: { $0.key < $1.key }) where position > held[partition]?.end ?? .max
    {
      throw LostPosition(partition: partition, position: position, range: held[partition]).error(detail: nil)
    }
  }

  /// Whether a committed bundle's positions are published.
  /// - Parameter downstreamSteps: the steps that hold records when their bundle is committed.
  func publishesPositions(downstreamSteps: [String]) -> Bool {
    guard let group = (try? options.get())?.groupID else { return false }
    if source.offsets == .commitAfterRead || downstreamSteps.isEmpty { return true }
    let logger: Logger? = state.withLock { state in
      defer { state.hasToldOffsets = true }
      return state.hasToldOffsets ? nil : state.logger
    }
    logger?.notice(
      "the group's positions are not published: a step keeps records in memory that a crash would lose",
      metadata: ["group": "\(group)", "step": .string(downstreamSteps.joined(separator: ", "))])
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
