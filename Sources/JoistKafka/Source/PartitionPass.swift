import Beam
import Rows

/// One bundle's read of one partition, from taking its reader to putting it back.
struct PartitionPass: ~Copyable {
  /// Why the read stopped.
  enum Stop {
    /// A claim was refused: the bundle must end, or everything has been read.
    case refused
    /// The bundle has as many bytes as it may hold.
    case full
    /// No record is available now.
    case empty
  }

  /// The most bytes of keys and values in one bundle; sinks may hold all of them until the bundle is committed.
  private static let mostBytes = 4 << 20

  /// The offset at which the read began.
  let start: Int64
  /// The partition's progress.
  private(set) var progress: PartitionProgress

  let partition: KafkaPartition
  private let part: Int
  private let reader: KafkaPartitionReader
  private let reading: KafkaReading
  private let consumer: KafkaConsumerClient
  private let clock: @Sendable () -> Timestamp
  private var now: Int64
  /// The latest event time that moves the watermark at once.
  private var horizon: Int64
  /// The records that were ahead of the clock.
  private(set) var skew = ClockSkew.Records()
  /// The number of records without a valid event time.
  private(set) var withoutEventTime = 0

  /// Begins a read with the reader of a partition.
  /// - Parameter part: the index of the partition in the assignment.
  init(
    with reader: KafkaPartitionReader, part: Int, from start: Int64, _ reading: KafkaReading,
    _ consumer: KafkaConsumerClient, _ clock: @escaping @Sendable () -> Timestamp
  ) {
    partition = reader.partition
    self.part = part
    self.start = start
    self.reading = reading
    self.consumer = consumer
    self.reader = reader
    self.clock = clock
    now = clock().milliseconds
    horizon = reading.policy.horizon(at: now)
    reader.stopWaiting()
    progress = reading.partitions.progress(of: partition, at: start)
  }

  deinit { consumer.putBack(reader) }

  /// Emits the available records.
  /// - Throws: the bundle's error if the partition cannot be read further.
  mutating func run(
    _ claims: inout Claims<KafkaTracker>, _ context: borrowing SourceContext<KafkaRecord>
  ) throws -> Stop {
    var bytes = 0
    while true {
      switch try peek() {
      case .record:
        guard claims.tryClaim(KafkaClaim(part: part, offset: reader.message.offset)) else { return .refused }
        let (size, time) = emit(context)
        progress.isAtEnd = false
        if let time { note(time) } else { withoutEventTime += 1 }
        bytes += size
        if bytes >= Self.mostBytes { return .full }
      case .end(let offset):
        claims.tracker.skip(to: offset)
        reader.advance()
        progress.isAtEnd = true
      case .nothing:
        return .empty
      }
    }
  }

  /// Emits the record at the reader's position and advances.
  /// - Returns: the bytes of key and value, and the record's event time; nil if it has no valid one.
  @inline(__always)
  private func emit(_ context: borrowing SourceContext<KafkaRecord>) -> (size: Int, time: Int64?) {
    let message = reader.message
    let size = (message.key?.count ?? 0) + (message.value?.count ?? 0)
    let kafkaTime = message.timestamp?.milliseconds ?? now
    let record = KafkaRecord(copying: message, of: partition, at: kafkaTime)
    var time = Timestamp(milliseconds: kafkaTime)
    var isKnown = true
    if let eventTime = reading.source.eventTime {
      if let own = record.time(by: eventTime) { time = own } else { isKnown = false }
    }
    time = min(time.clamped, .endOfGlobalWindow)
    context.emit(record, at: time)
    reader.advance()
    return (size, isKnown ? time.milliseconds : nil)
  }

  @inline(__always)
  private mutating func note(_ time: Int64) {
    if time <= horizon { progress.times.reach(time) } else { noteAhead(time) }
  }

  /// Handles a record that was ahead of the clock at the last reading of the clock.
  private mutating func noteAhead(_ time: Int64) {
    now = clock().milliseconds
    horizon = reading.policy.horizon(at: now)
    if time <= horizon { return progress.times.reach(time) }
    skew.furthest = max(skew.furthest, time - now)
    if time - now > reading.policy.maxAhead {
      skew.fromFuture += 1
    } else {
      skew.ahead += 1
      progress.times.wait(for: time, by: reading.policy)
    }
  }

  private func peek() throws -> KafkaPartitionReader.Item {
    do { return try reader.peek() } catch { throw error.bundleError }
  }

  /// How long the partition may wait until it is read again, in milliseconds.
  var longestWait: Int64 { progress.longestWait(by: reading.policy, at: now) }

  /// Wakes the restriction that waits for a token when there is something to read.
  func wake(_ wake: @escaping @Sendable (UInt64) -> Void, _ token: UInt64) { reader.whenReadable { wake(token) } }

  /// Stores the progress for the next bundle of the partition.
  mutating func end() {
    now = clock().milliseconds
    progress.times.advance(to: now, by: reading.policy)
    progress.position = reader.position
    reading.partitions.keep(progress, of: partition, end: reader.knownEnd)
    let isHeldBack =
      progress.isAtEnd
      && reading.partitions.idleness(of: partition, at: progress.position)?.isHeldBack(by: reading.policy) ?? false
    reading.note(partition, isBlockedAt: isHeldBack ? progress.position : nil)
    reading.skew.clearExpired(partition, now: now)
  }
}
