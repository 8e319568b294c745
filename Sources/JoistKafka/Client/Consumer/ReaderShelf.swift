import Synchronization

/// The readers of a client: each partition has at most one, and each reader at most one user.
final class ReaderShelf: Sendable {
  private struct State {
    var free: [KafkaPartition: KafkaPartitionReader] = [:]
    var taken: Set<KafkaPartition> = []
  }

  private let state = Mutex(State())

  /// Takes a partition's reader from the shelf, or has it made.
  /// - Throws: what `make` throws; ``KafkaError`` where somebody else has the partition's reader.
  func take(
    _ partition: KafkaPartition, orMake make: () throws(KafkaError) -> KafkaPartitionReader
  ) throws(KafkaError) -> KafkaPartitionReader {
    let found = try state.withLock { (state) throws(KafkaError) -> KafkaPartitionReader? in
      guard state.taken.insert(partition).inserted else {
        throw KafkaError(.other, "\(partition) is being read already, by another bundle of the same step")
      }
      return state.free.removeValue(forKey: partition)
    }
    if let found { return found }
    do {
      return try make()
    } catch {
      state.withLock { _ = $0.taken.remove(partition) }
      throw error
    }
  }

  /// Puts a reader back, for the next to go on where it stands.
  func putBack(_ reader: KafkaPartitionReader) {
    state.withLock { state in
      state.taken.remove(reader.partition)
      state.free[reader.partition] = reader
    }
  }

  /// Ends the readers that nobody has.
  func clear() {
    // They end outside of the lock, since each waits for the client.
    let ended = state.withLock { state in
      defer { state.free = [:] }
      return state.free
    }
    withExtendedLifetime(ended) {}
  }
}
