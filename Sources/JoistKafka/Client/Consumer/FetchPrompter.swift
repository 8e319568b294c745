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

  private let partitions = Mutex<Set<KafkaPartition>>([])

  /// Whether any reader's queue was well filled lately.
  var isWanted: Bool { partitions.withLock { !$0.isEmpty } }

  /// Notes that a partition's queue is well filled.
  func want(_ partition: KafkaPartition) { _ = partitions.withLock { $0.insert(partition) } }

  /// Has the client do something for the brokers of these partitions.
  func prompt(_ handle: ClientHandle) {
    let wanted = partitions.withLock { partitions in
      defer { partitions.removeAll() }
      return partitions
    }
    // The answer does not matter, and where there is none the client is not fetching either.
    if !wanted.isEmpty { _ = try? handle.ends(of: wanted.sorted(), within: .milliseconds(500)) }
  }
}
