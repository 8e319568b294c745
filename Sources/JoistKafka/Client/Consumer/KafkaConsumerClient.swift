package import Beam
import CJoistKafka
import Synchronization

/// Reads partitions and commits positions, with one connection to each broker for all readers of a step.
///
/// It assigns partitions itself and never joins a group. Each partition has its own queue, so that its reader does not
/// depend on other partitions.
package final class KafkaConsumerClient: Sendable {
  private let client: ClientHandle
  private let topics: TopicHandles
  private let readers: ReaderPool
  private let limits: QueueLimits
  private let prompter: FetchPrompter?
  private let committer: OffsetCommitter
  private let thread: ServiceThread
  private let watch = TopicWatch()
  private let watchRequest: PeriodicRequest
  private let isClosed = Atomic(false)

  /// Makes a client; it connects with the first reader.
  /// - Parameters:
  ///   - options: brokers, properties and group.
  ///   - partitionCount: the number of partitions that share the memory. More may be read later; if the memory is too small
  ///     for all of them, partitions take turns.
  ///   - refusals: counts how often the broker refused positions, which it does when another program uses the group.
  ///   - memory: the memory for records that are fetched ahead, in bytes.
  ///   - logger: the logger for the client's messages.
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
      watchRequest = try PeriodicRequest(every: TopicWatch.interval, client) { [watch] in watch.ask(client) }
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

  /// Takes the reader of a partition and moves it to an offset. The caller must put it back.
  /// - Returns: nil if there is no memory for another reader; the caller must ask again until it is the partition's turn.
  /// - Throws: ``KafkaError`` if the partition cannot be read or is already being read.
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

  /// The most memory that the queues of this many partitions take, with one fetch each, in bytes.
  package func memory(ofPartitions count: Int) -> Int {
    min(count, limits.partitions) * (limits.bytes + limits.fetch)
  }

  /// Puts a reader back; the client continues to fetch ahead for it.
  package func putBack(_ reader: KafkaPartitionReader) { readers.putBack(reader) }

  // MARK: Positions

  /// Commits that all records of a partition below an offset are processed. It returns at once; the commit is sent within
  /// about a second. An offset smaller than an earlier one is ignored. The client must have a group.
  package func commit(_ partition: KafkaPartition, _ offset: Int64) { committer.note(partition, offset) }

  /// Commits the remaining positions and closes the client. Readers that are still in use end with their last reference.
  /// - Parameter limit: how long to wait for the broker to accept the positions.
  /// - Returns: whether the broker has accepted all positions.
  @discardableResult
  package func close(within limit: Duration) -> Bool {
    guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return committer.isSettled }
    thread.end { client.stopWaiting() }
    watchRequest.stop()
    readers.clear()
    let deadline = Deadline(within: limit)
    while !committer.isSettled, !deadline.hasPassed {
      committer.send(by: client, now: true)
      Self.serve(client, committer, for: deadline.milliseconds(atMost: 100))
    }
    return committer.isSettled
  }
}
