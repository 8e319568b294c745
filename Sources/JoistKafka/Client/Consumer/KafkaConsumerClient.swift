package import Beam
import CJoistKafka
import Synchronization

/// Reads partitions and publishes positions: one connection to each broker for all readers of a step.
///
/// It assigns partitions itself and never joins a group. Each partition has a queue of its own, so that its reader takes
/// records without a look at others.
package final class KafkaConsumerClient: Sendable {
  private let client: ClientHandle
  private let topics: TopicHandles
  private let readers: ReaderPool
  private let limits: QueueLimits
  private let prompter: FetchPrompter?
  private let committer: OffsetCommitter
  private let thread: ServiceThread
  private let watch = TopicWatch()
  private let watching: PeriodicRequest
  private let isClosed = Atomic(false)

  /// Makes a client; it connects with the first reader.
  /// - Parameters:
  ///   - options: brokers, properties and group.
  ///   - partitionCount: how many partitions there are, between which the queues' memory is shared. More may be read later; those
  ///     that have no room get it in turn.
  ///   - refusals: counts how often the broker did not take positions: another program uses the group.
  ///   - memory: bytes for records that are fetched ahead.
  ///   - logger: where the client's log goes.
  /// - Throws: ``KafkaError`` with the code `badProperty`.
  package init(
    _ options: KafkaConsumerOptions, partitionCount: Int, refusals: ConnectorCounter? = nil, memory: Int = .max,
    logger: Logger
  ) throws(KafkaError) {
    let limits = QueueLimits(memory: memory, partitions: partitionCount, properties: options.properties)
    let pauseIsSettable = ClientConfiguration().knows(FetchPrompter.property)
    var defaults = limits.properties
    if pauseIsSettable { defaults[FetchPrompter.property] = "\(FetchPrompter.interval)" }
    let client = try options.makeClient(defaults: defaults, logger: logger)
    let committer = OffsetCommitter(refusals: refusals, logger: logger)
    let prompter = pauseIsSettable ? nil : FetchPrompter()
    let thread = try ServiceThread {
      let isPrompting = prompter?.isWanted ?? false
      Self.serve(client, committer, for: isPrompting ? FetchPrompter.interval : 100)
      prompter?.prompt(client)
      committer.send(by: client)
    }
    do {
      watching = try PeriodicRequest(every: TopicWatch.interval, client) { [watch] in watch.ask(client) }
    } catch {
      thread.end { client.stopWaiting() }
      throw error
    }
    self.thread = thread
    self.client = client
    self.limits = limits
    readers = ReaderPool(capacity: limits.partitions)
    self.prompter = prompter
    self.committer = committer
    topics = TopicHandles(of: client)
  }

  deinit { close(within: .zero) }

  private static func serve(_ client: ClientHandle, _ committer: OffsetCommitter, for milliseconds: Int32) {
    client.nextEvent(within: milliseconds) { event, kind in
      if kind == RD_KAFKA_EVENT_OFFSET_COMMIT { committer.take(event) }
    }
  }

  // MARK: Readers

  /// Takes the reader of a partition, set to an offset. Whoever takes it puts it back.
  /// - Returns: nil where the memory has no room for another reader: the partition gets one in its turn, if it is asked for again.
  /// - Throws: ``KafkaError`` where the partition cannot be read, or is being read already.
  package func reader(of partition: KafkaPartition, at offset: Int64) throws(KafkaError) -> KafkaPartitionReader? {
    let taken = try readers.take(partition) { () throws(KafkaError) in
      try KafkaPartitionReader(
        partition, from: offset, client: client, topic: topics.topic(partition.topic), limits: limits,
        prompter: prompter, watch: watch)
    }
    guard let reader = taken else { return nil }
    do {
      try reader.seek(to: offset)
    } catch {
      readers.putBack(reader)
      throw error
    }
    return reader
  }

  /// What the queues of some partitions take at most, with one fetch each, in bytes.
  package func memory(ofPartitions count: Int) -> Int {
    min(count, limits.partitions) * (limits.bytes + limits.fetch)
  }

  /// Puts a reader back; it goes on fetching ahead.
  package func putBack(_ reader: KafkaPartitionReader) { readers.putBack(reader) }

  // MARK: Positions

  /// Publishes that all records of a partition below an offset are done, some time soon. Smaller offsets than before
  /// change nothing. Only where there is a group.
  package func commit(_ partition: KafkaPartition, _ offset: Int64) { committer.note(partition, offset) }

  /// Publishes what is not published yet, and ends. Readers that are still out end with their last reference.
  /// - Parameter limit: how long the broker may take for the positions.
  /// - Returns: whether the broker knows all positions.
  @discardableResult
  package func close(within limit: Duration) -> Bool {
    guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return committer.isSettled }
    thread.end { client.stopWaiting() }
    watching.stop()
    readers.clear()
    let deadline = Deadline(within: limit)
    while !committer.isSettled, !deadline.hasPassed {
      committer.send(by: client, now: true)
      Self.serve(client, committer, for: deadline.milliseconds(atMost: 100))
    }
    return committer.isSettled
  }
}
