/// Decides which partitions have a reader when there are more partitions than memory for readers.
///
/// A partition keeps its reader until its time slice is over and another partition waits. Partitions are served in the order
/// in which they began to wait.
struct ReaderSchedule: Sendable {
  /// How long a partition keeps its reader while others wait; less if the partition has been read to its end.
  static let timeSlice = Duration.seconds(1)
  /// A partition that has not asked for this long no longer waits.
  private static let patience = Duration.seconds(5)

  /// How a partition gets a reader.
  enum Admission: Equatable {
    /// A new reader is made.
    case new
    /// A new reader is made, and the reader of this other partition ends.
    case replacing(KafkaPartition)
    /// The partition must wait and ask again.
    case waiting
  }

  /// A reader that is not in use.
  struct Idle {
    var partition: KafkaPartition
    /// Whether the partition has been read to its end.
    var isAtEnd: Bool
  }

  private let capacity: Int
  /// The partitions that have a reader, and when each got it.
  private var begun: [KafkaPartition: ContinuousClock.Instant] = [:]
  /// The partitions that wait, in order.
  private var waiting: [KafkaPartition] = []
  /// When each partition that waits asked last.
  private var asked: [KafkaPartition: ContinuousClock.Instant] = [:]

  /// - Parameter capacity: the most readers at a time.
  init(capacity: Int) { self.capacity = capacity }

  /// Decides whether a partition without a reader gets one.
  /// - Parameters:
  ///   - idle: the readers that may be replaced.
  ///   - now: the current time.
  mutating func ask(
    _ partition: KafkaPartition, idle: some Sequence<Idle>, now: ContinuousClock.Instant
  ) -> Admission {
    waiting.removeAll { now - (asked[$0] ?? now) > Self.patience }
    if asked.updateValue(now, forKey: partition) == nil || !waiting.contains(partition) { waiting.append(partition) }
    let free = capacity - begun.count
    let over = idle.filter { $0.isAtEnd || now - (begun[$0.partition] ?? now) >= Self.timeSlice }
      .sorted { (begun[$0.partition] ?? now) < (begun[$1.partition] ?? now) }
    guard waiting.prefix(free + over.count).contains(partition) else { return .waiting }
    waiting.removeAll { $0 == partition }
    asked[partition] = nil
    begun[partition] = now
    if free > 0 { return .new }
    guard let first = over.first else {
      preconditionFailure("\(begun.count) readers of \(capacity) are in use and none may be replaced: report this bug")
    }
    begun[first.partition] = nil
    return .replacing(first.partition)
  }

  /// Records that a partition no longer has a reader.
  mutating func end(_ partition: KafkaPartition) { begun[partition] = nil }
}
