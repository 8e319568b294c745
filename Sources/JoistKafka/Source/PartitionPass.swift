import Beam

/// One bundle's way through a partition, from taking its reader to putting it back.
struct PartitionPass: ~Copyable {
  /// Why it stopped.
  enum Stop {
    /// A claim was refused: the bundle is to end, or all has been read.
    case refused
    /// It has read as much as one bundle should hold.
    case full
    /// There is nothing at hand.
    case empty
  }

  /// Bytes of keys and values in one bundle: all of them may be in the sinks' hands until it is committed.
  private static let mostBytes = 4 << 20

  /// The offset that it began with.
  let start: Int64
  /// How far the partition has come.
  private(set) var progress: PartitionProgress

  private let partition: KafkaPartition
  private let part: Int
  private let reader: KafkaPartitionReader
  private let reading: KafkaReading
  private let consumer: KafkaConsumerClient
  private var now = SystemTime.now()
  /// How many of its records are from the future.
  private(set) var fromFuture = 0

  /// Takes the reader of a partition, which is a part of the assignment.
  /// - Throws: what the bundle is to throw where the partition cannot be read.
  init(
    of partition: KafkaPartition, part: Int, from start: Int64, _ reading: KafkaReading, _ consumer: KafkaConsumerClient
  ) throws {
    self.partition = partition
    self.part = part
    self.start = start
    self.reading = reading
    self.consumer = consumer
    do { reader = try consumer.takeReader(of: partition, at: start) } catch { throw error.ofBundle }
    reader.stopWaiting()
    progress = reading.progress(of: partition, at: start, now: now)
  }

  deinit { consumer.putBack(reader) }

  /// Emits the records that are at hand.
  /// - Throws: what the bundle is to throw where the partition cannot be read further.
  mutating func run(
    _ claims: inout Claims<KafkaTracker>, _ context: borrowing SourceContext<KafkaRecord>
  ) throws -> Stop {
    var bytes = 0
    while true {
      switch try look() {
      case .record:
        guard claims.tryClaim(KafkaClaim(part: part, offset: reader.message.offset)) else { return .refused }
        let (size, time) = emit(context)
        note(time)
        bytes += size
        if bytes >= Self.mostBytes { return .full }
      case .end(let offset):
        claims.tracker.skip(to: offset)
        reader.pass()
        progress.isAtEnd = true
      case .nothing:
        // Known from the latest answer of the broker: also a transaction is seen that has begun since.
        progress.hasMore = reader.knownEnd.map { $0 > reader.position } ?? false
        return .empty
      }
    }
  }

  /// Emits the record at the reader's position and passes on.
  /// - Returns: the bytes of key and value, and the record's time.
  @inline(__always)
  private func emit(_ context: borrowing SourceContext<KafkaRecord>) -> (size: Int, time: Int64) {
    let message = reader.message
    let time = message.timestamp?.milliseconds ?? now
    let size = (message.key?.count ?? 0) + (message.value?.count ?? 0)
    context.emit(
      KafkaRecord(copying: message, of: partition, at: time),
      at: min(Timestamp(milliseconds: time).clamped, .endOfGlobalWindow))
    reader.pass()
    return (size, time)
  }

  private mutating func note(_ time: Int64) {
    progress.isAtEnd = false
    if time > progress.newest ?? .min { progress.newest = time }
    guard time > now else { return }
    now = SystemTime.now()
    if time - now > reading.policy.maxOutOfOrder { fromFuture += 1 }
  }

  private func look() throws -> KafkaPartitionReader.Sight {
    do { return try reader.look() } catch { throw error.ofBundle }
  }

  /// How long the partition may be left alone, in milliseconds.
  var longestWait: Int64 { progress.longestWait(by: reading.policy, at: now) }

  /// Has the restriction woken that waits for a token, when there is something to read again.
  func wake(_ wake: @escaping @Sendable (UInt64) -> Void, _ token: UInt64) { reader.whenReadable { wake(token) } }

  /// Keeps what was learned, for the bundle that goes on here.
  mutating func end() {
    if progress.position != reader.position { progress.lastArrival = now }
    progress.position = reader.position
    reading.keep(progress, of: partition, end: reader.knownEnd)
    let isHeldBack = progress.isHeldBack(by: reading.policy, at: now)
    reading.tell(partition, isHeldBackAt: isHeldBack ? progress.position : nil)
  }
}
