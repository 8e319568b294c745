import Synchronization

/// The progress of one step's partitions, and the brokers' responses about their ends. The step's bundles and the threads that
/// ask the brokers share it.
final class PartitionStates: Sendable {
  private struct State {
    /// The progress of each partition at its last position.
    var progress: [KafkaPartition: PartitionProgress] = [:]
    /// The brokers' responses about the end of each partition at its last position.
    var idleness: [KafkaPartition: Idleness] = [:]
    /// The end of each partition, as far as it is known.
    var ends: [KafkaPartition: Int64] = [:]
    /// Wakes the bundle that waits at the end of a partition; removed when it is called.
    var wakers: [KafkaPartition: @Sendable () -> Void] = [:]
    /// The partitions that are or will be read.
    var expected: Set<KafkaPartition> = []
    /// The last watermark of the active partitions, which idle partitions follow; nil: not known yet. It never goes back.
    var activeWatermark: Int64?

    func idleness(of partition: KafkaPartition, at position: Int64) -> Idleness? {
      idleness[partition].flatMap { $0.position == position ? $0 : nil }
    }
  }

  let policy: WatermarkPolicy
  private let state = Mutex(State())

  init(_ policy: WatermarkPolicy) { self.policy = policy }

  /// Clears the state at the end of the job.
  func clear() { state.withLock { $0 = State() } }

  // MARK: Progress

  /// The stored progress of a partition if it is for this position; otherwise an empty progress.
  func progress(of partition: KafkaPartition, at position: Int64) -> PartitionProgress {
    let known = state.withLock { $0.progress[partition] }
    return known?.position == position ? known! : PartitionProgress(position: position)
  }

  /// Stores the progress of a partition.
  /// - Parameter end: the partition's end; nil: not known.
  func keep(_ progress: PartitionProgress, of partition: KafkaPartition, end: Int64?) {
    state.withLock { state in
      state.progress[partition] = progress
      if let end { state.ends[partition] = end }
    }
  }

  /// The brokers' responses about a partition's end at this position; nil: there are none.
  func idleness(of partition: KafkaPartition, at position: Int64) -> Idleness? {
    state.withLock { $0.idleness(of: partition, at: position) }
  }

  /// The watermark of a partition at this position; nil: not known yet.
  func watermark(of partition: KafkaPartition, at position: Int64, now: Int64) -> Int64? {
    let progress = progress(of: partition, at: position)
    let idleness = idleness(of: partition, at: position)
    if policy.idleFollowsClock { return progress.watermark(by: policy, idleness) }
    return progress.isIdle(idleness, at: now) ? activeWatermark(now: now) : progress.watermark(by: policy, nil)
  }

  /// Adds partitions that will be read. Until all of them have been read once, the watermark of idle partitions does not move.
  func expect(_ partitions: some Sequence<KafkaPartition>) { state.withLock { $0.expected.formUnion(partitions) } }

  /// The least watermark of the partitions that are not idle. If all are idle, it is the greatest watermark of any, and stays there.
  /// Nil: not known yet.
  func activeWatermark(now: Int64) -> Int64? {
    state.withLock { state in
      guard state.expected.allSatisfy({ state.progress[$0] != nil }) else { return state.activeWatermark }
      var (busy, idle) = (Int64.max, Int64.min)
      for (partition, progress) in state.progress {
        let own = progress.watermark(by: policy, nil)
        if progress.isIdle(state.idleness(of: partition, at: progress.position), at: now) {
          idle = max(idle, own ?? .min)
        } else {
          guard let own else { return state.activeWatermark }
          busy = min(busy, own)
        }
      }
      // As in Flink: without active partitions, the one that is furthest ahead decides.
      let reached = busy < .max ? busy : idle
      if reached > .min { state.activeWatermark = max(state.activeWatermark ?? .min, reached) }
      return state.activeWatermark
    }
  }

  /// The state of a partition for the status.
  struct Look {
    let partition: KafkaPartition
    /// The partition's own watermark; nil: not known yet.
    let watermark: Int64?
    let hasRecords: Bool
    let isAtEnd: Bool
    let isIdle: Bool
    /// The time until the partition is idle if no record comes, in milliseconds; nil: not known.
    let untilIdle: Int64?
  }

  /// Calls `body` with the state of each partition that has been read.
  func withPartitions<Result>(now: Int64, _ body: ([Look]) -> Result) -> Result {
    let looks = state.withLock { state in
      state.progress.map { partition, progress in
        let idleness = state.idleness(of: partition, at: progress.position)
        return Look(
          partition: partition, watermark: progress.watermark(by: policy, policy.idleFollowsClock ? idleness : nil),
          hasRecords: progress.position > 0, isAtEnd: progress.isAtEnd,
          isIdle: progress.isIdle(idleness, at: now), untilIdle: idleness?.untilIdle(by: policy))
      }
    }
    return body(looks)
  }

  // MARK: Backlog

  /// Stores the ends of partitions.
  func keep(ends: [KafkaPartition: Int64]) {
    state.withLock { $0.ends.merge(ends) { old, new in max(old, new) } }
  }

  /// The number of offsets between the positions and the known ends of partitions, without asking a broker. There may be fewer
  /// records, since compaction and transactions leave offsets without a record.
  func backlog(of assignment: KafkaAssignment, _ restriction: KafkaRestriction) -> Int64 {
    state.withLock { state in
      zip(assignment.parts, restriction.parts).reduce(0) { sum, parts in
        let (part, left) = parts
        let end = state.ends[part.partition] ?? (left.to == .max ? left.from : left.to)
        return sum + max(0, min(end, left.to) - left.from)
      }
    }
  }

  // MARK: Requests

  /// The partitions that have been read to their ends and their positions, for which to ask the brokers.
  var atEnd: [KafkaPartition: Int64] {
    state.withLock { $0.progress.compactMapValues { $0.isAtEnd ? $0.position : nil } }
  }

  /// Wakes the bundle that waits at a partition's end when a response moves the watermark.
  func whenAnswered(_ partition: KafkaPartition, _ wake: @escaping @Sendable () -> Void) {
    state.withLock { $0.wakers[partition] = wake }
  }

  /// Handles a response with the ends of partitions.
  /// - Parameters:
  ///   - ends: the ends of the partitions.
  ///   - positions: the positions of the partitions when the request was sent.
  ///   - sent: when the request was sent.
  ///   - received: when the response came.
  func take(
    _ ends: [KafkaPartition: Int64], at positions: [KafkaPartition: Int64], sent: Int64, received: Int64
  ) {
    let wakers = state.withLock { state in
      positions.compactMap { partition, position -> (@Sendable () -> Void)? in
        // If the partition has been read further in the meantime, the response is out of date.
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
