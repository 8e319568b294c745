/// Which partitions have a reader: a value that gives them turns where there are more partitions than the memory has room for.
///
/// A reader keeps its place until its turn is over and another partition waits. Partitions that wait are served in their order.
struct ReaderSchedule: Sendable {
  /// How long a reader keeps its place while others wait. One that has read its partition to the end gives it up sooner.
  static let timeSlice = Duration.seconds(1)
  /// A partition that has not asked for so long does not wait any more.
  private static let patience = Duration.seconds(5)

  /// How a partition gets a reader.
  enum Admission: Equatable {
    /// It gets a new one.
    case new
    /// It gets a new one, and the reader of another partition ends.
    case replacing(KafkaPartition)
    /// It waits: it is to ask again.
    case waiting
  }

  /// A reader that nobody uses at the moment.
  struct Idle {
    var partition: KafkaPartition
    /// Whether it has read its partition to the end.
    var isAtEnd: Bool
  }

  private let capacity: Int
  /// When each reader got its place.
  private var begun: [KafkaPartition: ContinuousClock.Instant] = [:]
  /// The partitions that wait, in order, and when each asked last.
  private var waiting: [KafkaPartition] = []
  private var asked: [KafkaPartition: ContinuousClock.Instant] = [:]

  /// - Parameter capacity: how many readers there may be.
  init(capacity: Int) { self.capacity = capacity }

  /// Decides about a partition that has no reader.
  /// - Parameters:
  ///   - idle: the readers that may end.
  ///   - now: the time.
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
    guard let first = over.first else { preconditionFailure("a reader got a place that nobody has given up") }
    begun[first.partition] = nil
    return .replacing(first.partition)
  }

  /// Notes that a partition has no reader any more.
  mutating func end(_ partition: KafkaPartition) { begun[partition] = nil }
}
