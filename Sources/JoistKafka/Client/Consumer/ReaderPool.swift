import Synchronization

/// The readers of a client: each partition has at most one, and each reader at most one user. Where there are more partitions than
/// capacity for readers, they get them in turn.
final class ReaderPool: Sendable {
  private struct State {
    var free: [KafkaPartition: KafkaPartitionReader] = [:]
    var taken: Set<KafkaPartition> = []
    var schedule: ReaderSchedule
  }

  private let state: Mutex<State>

  /// - Parameter capacity: how many readers there may be.
  init(capacity: Int) { state = Mutex(State(schedule: ReaderSchedule(capacity: capacity))) }

  /// Takes a partition's reader from the shelf, or has it made.
  /// - Returns: nil where the partition has to wait for its turn.
  /// - Throws: what `make` throws; ``KafkaError`` where somebody else has the partition's reader.
  func take(
    _ partition: KafkaPartition, orMake make: () throws(KafkaError) -> KafkaPartitionReader
  ) throws(KafkaError) -> KafkaPartitionReader? {
    // The reader whose turn is over ends outside of the lock, since it waits for the client.
    let (found, ended, isAdmitted) = try state.withLock {
      (state) throws(KafkaError) -> (KafkaPartitionReader?, KafkaPartitionReader?, Bool) in
      guard !state.taken.contains(partition) else {
        throw KafkaError(.other, "\(partition) is being read already, by another bundle of the same step")
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
      for partition in state.free.keys { state.schedule.end(partition) }
      return state.free
    }
    withExtendedLifetime(ended) {}
  }
}
