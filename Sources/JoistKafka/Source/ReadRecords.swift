import Beam
import Rows
import Synchronization

/// Whether a read ends.
protocol Boundedness {
  static var isBounded: Bool { get }
}

/// A read that ends.
enum Bounded: Boundedness { static var isBounded: Bool { true } }

/// A read without an end.
enum Unbounded: Boundedness { static var isBounded: Bool { false } }

/// Reads the records of partitions. Each bundle continues where the previous one stopped.
struct ReadRecords<Bounds: Boundedness>: SplittableDoFn {
  typealias Tracker = KafkaTracker
  static var isBounded: Bool { Bounds.isBounded }

  let reading: KafkaReading

  func initialRestriction(for assignment: KafkaAssignment) -> KafkaRestriction {
    KafkaRestriction(parts: assignment.parts.map(\.offsets), limit: assignment.limit)
  }

  static var sizeUnit: SizeUnit? { .elements }

  func size(of restriction: KafkaRestriction, element assignment: KafkaAssignment) -> Double {
    Double(min(restriction.limit, reading.partitions.backlog(of: assignment, restriction)))
  }

  func makeTracker(for restriction: KafkaRestriction) -> KafkaTracker { KafkaTracker(restriction) }

  /// The origin of a record, such as `website-visit[3]@17`, in the format of `KafkaPosition`.
  static func origin(of claim: KafkaClaim, in assignment: KafkaAssignment) -> String {
    "\(assignment.parts[claim.part].partition)@\(claim.offset)"
  }

  mutating func process(
    _ assignment: KafkaAssignment, _ claims: inout Claims<KafkaTracker>,
    in context: borrowing SourceContext<KafkaRecord>
  ) throws -> Continuation {
    let consumer = try reading.consumer(partitions: assignment.partitionCount)
    if reading.followsRecords { try watch(by: context.clock) }
    let token = WakeTokens.next()
    var wait = WatermarkPolicy.patience
    var hasBacklog = false
    for (index, part) in assignment.parts.enumerated() where claims.tracker.begin(index) {
      let start = claims.tracker.next
      guard let reader = try reader(of: part.partition, at: start, consumer) else {
        wait = min(wait, Self.turnWait)
        continue
      }
      var pass = PartitionPass(with: reader, part: index, from: start, reading, consumer, context.clock)
      let stop = try pass.run(&claims, context)
      commit(part.partition, claims.tracker.next, from: pass.start, consumer, context)
      count(pass.skew, in: part.partition, context)
      countWithoutEventTime(pass.withoutEventTime, context)
      hasBacklog = hasBacklog || !pass.progress.isAtEnd
      wait = min(wait, pass.longestWait)
      if stop == .empty { wake(by: token, pass, context) }
      pass.end()
      if stop != .empty {
        advanceWatermark(assignment, claims.tracker, context)
        context.hasBacklog = true
        return stop == .full ? .resume(after: .zero) : .done
      }
    }
    advanceWatermark(assignment, claims.tracker, context)
    if claims.tracker.isDone { return .done }
    context.hasBacklog = hasBacklog
    return .resumeOnWake(token: token, atMost: .milliseconds(wait))
  }

  /// How long a partition without a reader waits until it asks again, in milliseconds.
  private static var turnWait: Int64 { 250 }

  /// Takes the reader of a partition; nil if the partition must wait for its turn.
  /// - Throws: the bundle's error if the partition cannot be read.
  private func reader(
    of partition: KafkaPartition, at offset: Int64, _ consumer: KafkaConsumerClient
  ) throws -> KafkaPartitionReader? {
    do { return try consumer.reader(of: partition, at: offset) } catch { throw error.bundleError }
  }

  /// Commits the position after the bundle is committed.
  private func commit(
    _ partition: KafkaPartition, _ offset: Int64, from start: Int64, _ consumer: KafkaConsumerClient,
    _ context: borrowing SourceContext<KafkaRecord>
  ) {
    // Call `commitsPositions` even if nothing was read, so that it logs at the start why positions are not committed.
    guard reading.commitsPositions(downstreamSteps: context.downstreamSteps), offset > start else { return }
    context.afterCommit { consumer.commit(partition, offset) }
  }

  /// Starts to ask the brokers for the partitions' ends.
  private func watch(by clock: @escaping @Sendable () -> Timestamp) throws {
    do { try reading.watch(by: clock) } catch { throw error.bundleError }
  }

  /// Wakes the restriction when its partition has something to read, or when a response about its end moves the watermark.
  private func wake(
    by token: UInt64, _ pass: borrowing PartitionPass, _ context: borrowing SourceContext<KafkaRecord>
  ) {
    let wake = context.wake
    pass.wake(wake, token)
    reading.partitions.whenAnswered(pass.partition) { wake(token) }
  }

  /// Counts the records ahead of the clock after the bundle is committed.
  private func count(
    _ records: ClockSkew.Records, in partition: KafkaPartition, _ context: borrowing SourceContext<KafkaRecord>
  ) {
    if records == ClockSkew.Records() { return }
    let (reading, now) = (reading, context.processingTime.milliseconds)
    context.afterCommit { reading.skew.add(records, in: partition, now: now, logger: reading.logger) }
  }

  /// Counts the records without an event time after the bundle is committed.
  private func countWithoutEventTime(_ count: Int, _ context: borrowing SourceContext<KafkaRecord>) {
    if count == 0 { return }
    context.afterCommit { [reading] in reading.countWithoutEventTime(count) }
  }

  /// Sets the watermark to the least watermark of all partitions, unless one is not known. For a read that ends without a
  /// promise about the order, does nothing.
  private func advanceWatermark(
    _ assignment: KafkaAssignment, _ tracker: KafkaTracker, _ context: borrowing SourceContext<KafkaRecord>
  ) {
    guard reading.followsRecords else { return }
    var watermark = Int64.max
    for (index, part) in assignment.parts.enumerated() {
      guard
        let own = reading.partitions.watermark(
          of: part.partition, at: tracker.position(of: index), now: context.processingTime.milliseconds)
      else { return }
      watermark = min(watermark, own)
    }
    context.watermark = Timestamp(milliseconds: watermark).clamped
  }
}
