import Synchronization

/// Keeps the client fetching.
///
/// When all its queues are full, librdkafka up to 2.1 checks them again only after a whole second, or when it has any other
/// request for that broker. A reader that empties the queues sooner would wait for the rest of the second. So while queues
/// are at least half full, this type asks the brokers of those partitions for their ends a few dozen times a second, which
/// is cheap. Later versions have a property for the pause.
final class FetchPrompter: Sendable {
  /// The longest pause, in milliseconds.
  static let interval: Int32 = 20

  /// The name of the property in later versions.
  static let property = "fetch.queue.backoff.ms"

  /// For how many rounds a partition is prompted after its queue was last seen half full; a reader checks its queue only
  /// between batches.
  private static let rounds = 5

  private let partitions = Mutex<[KafkaPartition: Int]>([:])

  /// Whether any reader's queue was recently at least half full.
  var isWanted: Bool { partitions.withLock { !$0.isEmpty } }

  /// Records that a partition's queue is at least half full.
  /// - Returns: whether it is the first one, so that prompting must begin.
  func want(_ partition: KafkaPartition) -> Bool {
    partitions.withLock { partitions in
      defer { partitions[partition] = Self.rounds }
      return partitions.isEmpty
    }
  }

  /// Sends a request to the brokers of these partitions.
  func prompt(_ handle: ClientHandle) {
    let wanted = partitions.withLock { partitions in
      defer { partitions = partitions.compactMapValues { $0 > 1 ? $0 - 1 : nil } }
      return partitions.keys.sorted()
    }
    // The response does not matter; if there is none, the client cannot fetch either.
    if !wanted.isEmpty { _ = try? handle.ends(of: wanted, within: .milliseconds(500)) }
  }
}
