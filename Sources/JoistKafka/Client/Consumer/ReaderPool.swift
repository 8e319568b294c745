import Synchronization

/// The readers of a client. Each partition has at most one reader, and each reader at most one user. If there are more
/// partitions than the pool's capacity, partitions take turns.
final class ReaderPool: Sendable {
  private struct State {
    /// The readers that nobody uses at the moment.
    var free: [KafkaPartition: KafkaPartitionReader] = [:]
    var taken: Set<KafkaPartition> = []
    var schedule: ReaderSchedule
  }

  private let state: Mutex<State>

  /// - Parameter capacity: the most readers at a time.
  init(capacity: Int) { state = Mutex(State(schedule: ReaderSchedule(capacity: capacity))) }

  /// Takes a partition's reader from the pool, or makes it.
  /// - Returns: nil if the partition must wait for its turn.
  /// - Throws: what `make` throws; ``KafkaError`` if the partition's reader is in use.
  func take(
    _ partition: KafkaPartition, orMake make: () throws(KafkaError) -> KafkaPartitionReader
  ) throws(KafkaError) -> KafkaPartitionReader? {
    // Destroy the replaced reader without the lock, since that waits for the client.
    let (found, ended, isAdmitted) = try state.withLock {
      (state) throws(KafkaError) -> (KafkaPartitionReader?, KafkaPartitionReader?, Bool) in
      guard !state.taken.contains(partition) else {
        throw KafkaError(.other, "\(partition) is already being read by another bundle of the same step")
      }
      if let own = state.free.removeValue(forKey: partition) {
        state.taken.insert(partition)
        return (own, nil, true)
      }
      let idle = state.free.values.lazy.map { ReaderSchedule.Idle(partition: $0.partition, isAtEnd: $0.isAtEnd) }
      switch state.schedule.ask(partition, idle: idle, now: .now) {
      case .waiting: return (nil, nil, false)
      case .new:
        state.taken.insert(partition)
        return (nil, nil, true)
      case .replacing(let other):
        state.taken.insert(partition)
        return (nil, state.free.removeValue(forKey: other), true)
      }
    }
    withExtendedLifetime(ended) {}
    guard isAdmitted else { return nil }
    if let found { return found }
    do {
      return try make()
    } catch {
      state.withLock { state in
        state.taken.remove(partition)
        state.schedule.end(partition)
      }
      throw error
    }
  }

  /// Puts a reader back, so that the next user continues at its position.
  func putBack(_ reader: KafkaPartitionReader) {
    state.withLock { state in
      state.taken.remove(reader.partition)
      state.free[reader.partition] = reader
    }
  }

  /// Destroys the readers that are not in use.
  func clear() {
    // Destroy them without the lock, since that waits for the client.
    let ended = state.withLock { state in
      defer { state.free = [:] }
      for partition in state.free.keys { state.schedule.end(partition) }
      return state.free
    }
    withExtendedLifetime(ended) {}
  }
}
