import Synchronization

/// How far the partitions of one step have been read, and what the brokers have answered about them. The step's bundles and
/// the threads that ask the brokers share it.
final class PartitionStates: Sendable {
  private struct State {
    var progress: [KafkaPartition: PartitionProgress] = [:]
    var idleness: [KafkaPartition: Idleness] = [:]
    /// Where partitions end, as far as is known.
    var ends: [KafkaPartition: Int64] = [:]
    /// What wakes the bundles that wait at the ends of partitions.
    var wakers: [KafkaPartition: @Sendable () -> Void] = [:]
    /// The partitions that are known.
    var expected: Set<KafkaPartition> = []
    /// The watermark that idle partitions follow, as far as it has come; nil: nothing was promised yet.
    var activeWatermark: Int64?

    func idleness(of partition: KafkaPartition, at position: Int64) -> Idleness? {
      idleness[partition].flatMap { $0.position == position ? $0 : nil }
    }
  }

  private let policy: WatermarkPolicy
  private let state = Mutex(State())

  init(_ policy: WatermarkPolicy) { self.policy = policy }

  /// Forgets everything.
  func clear() { state.withLock { $0 = State() } }

  // MARK: Progress

  /// How far a partition has come, if that is known of this position.
  func progress(of partition: KafkaPartition, at position: Int64) -> PartitionProgress {
    let known = state.withLock { $0.progress[partition] }
    return known?.position == position ? known! : PartitionProgress(position: position)
  }

  /// Keeps how far a partition has come.
  /// - Parameter end: where it ends, where that is known.
  func keep(_ progress: PartitionProgress, of partition: KafkaPartition, end: Int64?) {
    state.withLock { state in
      state.progress[partition] = progress
      if let end { state.ends[partition] = end }
    }
  }

  /// What the brokers have answered about a partition's end, if that is known of this position.
  func idleness(of partition: KafkaPartition, at position: Int64) -> Idleness? {
    state.withLock { $0.idleness(of: partition, at: position) }
  }

  /// What no record of a partition will be older than, from this position on; nil where nothing is promised.
  func watermark(of partition: KafkaPartition, at position: Int64, now: Int64) -> Int64? {
    let progress = progress(of: partition, at: position)
    let idleness = idleness(of: partition, at: position)
    if policy.idleFollowsClock { return progress.watermark(by: policy, idleness) }
    return progress.isIdle(idleness, at: now) ? activeWatermark(now: now) : progress.watermark(by: policy, nil)
  }

  /// Names partitions that are to be read: until they are, nothing is promised for those that follow them.
  func expect(_ partitions: some Sequence<KafkaPartition>) { state.withLock { $0.expected.formUnion(partitions) } }

  /// What no record of the partitions that are not idle will be older than. If all are idle, the last value stands; if there is none,
  /// the least promise of those that have had records. Nil: nothing was promised yet.
  func activeWatermark(now: Int64) -> Int64? {
    state.withLock { state in
      guard state.expected.allSatisfy({ state.progress[$0] != nil }) else { return state.activeWatermark }
      var (busy, idle) = (Int64.max, Int64.max)
      for (partition, progress) in state.progress {
        let own = progress.watermark(by: policy, nil)
        if progress.isIdle(state.idleness(of: partition, at: progress.position), at: now) {
          idle = min(idle, own ?? .max)
        } else {
          guard let own else { return state.activeWatermark }
          busy = min(busy, own)
        }
      }
      let least = busy < .max ? busy : state.activeWatermark ?? idle
      if least < .max { state.activeWatermark = max(state.activeWatermark ?? .min, least) }
      return state.activeWatermark
    }
  }

  // MARK: Backlog

  /// Keeps where partitions end.
  func keep(ends: [KafkaPartition: Int64]) {
    state.withLock { $0.ends.merge(ends) { old, new in max(old, new) } }
  }

  /// How many offsets lie between where partitions are read and their ends, as far as these are known: nobody is asked. Where
  /// offsets were passed over (compacted topics, marks of transactions), there are fewer records.
  func backlog(of assignment: KafkaAssignment, _ restriction: KafkaRestriction) -> Int64 {
    state.withLock { state in
      zip(assignment.parts, restriction.parts).reduce(0) { sum, parts in
        let (part, left) = parts
        let end = state.ends[part.partition] ?? (left.to == .max ? left.from : left.to)
        return sum + max(0, min(end, left.to) - left.from)
      }
    }
  }

  // MARK: Questions

  /// The partitions that have been read to their ends, with their positions: those to ask for.
  var atEnd: [KafkaPartition: Int64] {
    state.withLock { $0.progress.compactMapValues { $0.isAtEnd ? $0.position : nil } }
  }

  /// Has the bundle woken that waits at a partition's end, when an answer has moved the watermark.
  func whenAnswered(_ partition: KafkaPartition, _ wake: @escaping @Sendable () -> Void) {
    state.withLock { $0.wakers[partition] = wake }
  }

  /// Takes an answer.
  /// - Parameters:
  ///   - positions: where the partitions were read when the question was sent.
  ///   - ends: where they end.
  ///   - sent: when the question was sent.
  ///   - received: when the answer came.
  func take(
    _ ends: [KafkaPartition: Int64], at positions: [KafkaPartition: Int64], sent: Int64, received: Int64
  ) {
    let wakers = state.withLock { state in
      positions.compactMap { partition, position -> (@Sendable () -> Void)? in
        // What has been read in the meantime is news of its own.
        guard let end = ends[partition], end >= position, let progress = state.progress[partition], progress.isAtEnd,
          progress.position == position
        else { return nil }
        let known = state.idleness[partition]
        var idleness = known?.position == position ? known! : Idleness(position: position)
        idleness.answer(end, sent: sent, received: received, by: policy)
        state.idleness[partition] = idleness
        let isNews = idleness.reached == sent || idleness.isHeldBack(by: policy)
        return isNews ? state.wakers.removeValue(forKey: partition) : nil
      }
    }
    for wake in wakers { wake() }
  }
}
