import Beam
import Rows

/// Emits the partitions of a source's topics for reading: those that exist at the start, and those that are added while the job
/// runs.
///
/// Its watermark is `maxOutOfOrder` before the time at which the last request for partitions with a response was sent, since
/// records of a partition that did not exist then are not older. If idle partitions follow the others, so does this watermark.
struct DiscoverPartitions: SplittableDoFn {
  static var isBounded: Bool { false }

  let reading: KafkaReading

  func initialRestriction(for element: Bytes) -> KnownPartitions {
    KnownPartitions(counts: reading.source.topics.map { _ in 0 })
  }

  func makeTracker(for known: KnownPartitions) -> KnownPartitionsTracker { KnownPartitionsTracker(known) }

  mutating func process(
    _ element: Bytes, _ claims: inout Claims<KnownPartitionsTracker>,
    in context: borrowing SourceContext<KafkaAssignment>
  ) throws -> Continuation {
    let known = claims.tracker.restriction.counts
    let isStart = known.allSatisfy { $0 == 0 }
    do throws(KafkaError) {
      if isStart {
        let sent = context.processingTime.milliseconds
        reading.found.begin(try reading.initialPositions().starts, sent: sent)
      }
      try reading.watch(by: context.clock)
    } catch {
      throw error.prefixed(by: "\(reading.source.topicNames) cannot be read").bundleError
    }
    let found = reading.found.beyond(known)
    // No record of a new partition is older than the current watermark.
    let before = context.watermark
    reading.partitions.expect(
      found.new.map { KafkaPartition(reading.source.topics[$0.0.topic], Int32(clamping: $0.0.number)) })
    for (claim, from) in found.new {
      guard claims.tryClaim(claim) else { return .done }
      let partition = KafkaPartition(reading.source.topics[claim.topic], Int32(clamping: claim.number))
      let part = KafkaAssignment.Part(partition: partition, offsets: OffsetRange(from: from, to: .max))
      context.emit(KafkaAssignment(parts: [part], limit: .max, partitionCount: found.total), at: before)
      if !isStart {
        let (reading, logger) = (reading, reading.logger)
        context.afterCommit {
          reading.countNewPartition()
          logger.notice("reading a new partition", metadata: ["partition": "\(partition)", "offset": "\(from)"])
        }
      }
    }
    let watermark =
      reading.policy.idleFollowsClock
      ? found.sent.map { $0 - reading.policy.maxOutOfOrder } : reading.found.activeWatermark
    if let watermark { context.watermark = Timestamp(milliseconds: watermark).clamped }
    let (token, wake) = (WakeTokens.next(), context.wake)
    reading.found.whenAnswered { wake(token) }
    return .resumeOnWake(token: token, atMost: .milliseconds(WatermarkPolicy.patience))
  }
}
