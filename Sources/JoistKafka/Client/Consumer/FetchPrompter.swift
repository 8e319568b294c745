import Synchronization

/// Keeps the client fetching.
///
/// When all its queues are full, librdkafka up to 2.1 looks again only after a whole second, or when it has anything to
/// do for that broker: a reader that empties the queues sooner waits for the rest of the second. So, while queues are
/// well filled, the client asks the brokers of those partitions for their ends a few dozen times a second, which is
/// cheap. Later versions have a property for the pause.
final class FetchPrompter: Sendable {
  /// How long a pause may last, in milliseconds.
  static let interval: Int32 = 20

  /// The property of later versions.
  static let property = "fetch.queue.backoff.ms"

  /// For how many turns a partition is prompted after its queue was last seen well filled: it may be seen rarely, and
  /// its queue is emptied only then.
  private static let turns = 5

  private let partitions = Mutex<[KafkaPartition: Int]>([:])

  /// Whether any reader's queue was well filled lately.
  var isWanted: Bool { partitions.withLock { !$0.isEmpty } }

  /// Notes that a partition's queue is well filled.
  /// - Returns: whether none was before, so that nobody is prompting yet.
  func want(_ partition: KafkaPartition) -> Bool {
    partitions.withLock { partitions in
      defer { partitions[partition] = Self.turns }
      return partitions.isEmpty
    }
  }

  /// Has the client do something for the brokers of these partitions.
  func prompt(_ handle: ClientHandle) {
    let wanted = partitions.withLock { partitions in
      defer { partitions = partitions.compactMapValues { $0 > 1 ? $0 - 1 : nil } }
      return partitions.keys.sorted()
    }
    // The answer does not matter, and where there is none the client is not fetching either.
    if !wanted.isEmpty { _ = try? handle.ends(of: wanted, within: .milliseconds(500)) }
  }
}
