import CJoistKafka
import Synchronization

/// Detects topics that were deleted and recreated while they were read.
///
/// The client does not report this: if the new topic has more records than were read of the old one, it continues after
/// them. This type therefore asks for the first offset whose record is at least as late as one that was read. Within one
/// topic that offset never decreases, since records are only added at the end. It decreases if the topic was recreated and
/// its records are later. A recreated topic with the same times at the same offsets is not detected, nor is one of the
/// embedded broker, which does not know times.
final class TopicWatch: Sendable {
  /// The interval between two requests. With more than a hundred partitions it is proportionally longer.
  static let interval = Duration.seconds(1)
  /// How long the brokers may take to respond. A broker responds after the fetch on the same connection, and holds a fetch for
  /// half a second if it has no new records, so the limit must be well above that.
  private static let patience = Duration.seconds(5)

  private struct State {
    var partitions: [KafkaPartition: PartitionIdentity] = [:]
    var isVerifying = false
    /// The number of intervals to skip before the next request.
    var pause = 0
  }

  private let state = Mutex(State())
  private let replaced = Mutex<Set<KafkaPartition>>([])
  private let anyReplaced = Atomic(false)

  /// Records that a record was read.
  func note(_ partition: KafkaPartition, _ record: ReadRecord) {
    state.withLock { $0.partitions[partition, default: PartitionIdentity()].note(record) }
  }

  /// Whether a partition's topic has been recreated.
  func isReplaced(_ partition: KafkaPartition) -> Bool {
    anyReplaced.load(ordering: .relaxed) && replaced.withLock { $0.contains(partition) }
  }

  /// Sends the next request if it is due. Call it once per interval.
  func ask(_ client: ClientHandle) {
    let request = state.withLock { state -> (times: [KafkaPartition: Int64], isVerifying: Bool)? in
      guard state.pause == 0 else {
        state.pause -= 1
        return nil
      }
      state.pause = max(0, state.partitions.count / 100 - 1)
      state.isVerifying.toggle()
      let isVerifying = state.isVerifying
      let times = state.partitions.compactMapValues { isVerifying ? $0.timeToVerify : $0.timeToAsk }
      return times.isEmpty ? nil : (times, isVerifying)
    }
    guard let request, let leaders = try? client.partitionLeaders(within: Self.patience) else { return }
    // Ask each leader separately, so that an unavailable one does not delay the results of the others.
    for (_, asked) in Dictionary(grouping: request.times, by: { leaders[$0.key] ?? -1 }) {
      let times = Dictionary(asked.map { ($0.key, $0.value) }) { $1 }
      let offsets = client.firstOffsets(atMilliseconds: times, within: Self.patience)
      take(offsets, for: times, isVerifying: request.isVerifying)
    }
  }

  /// Handles the response to a request.
  private func take(_ offsets: [KafkaPartition: Int64], for times: [KafkaPartition: Int64], isVerifying: Bool) {
    let lost = state.withLock { state -> [KafkaPartition] in
      if isVerifying { return offsets.filter { state.partitions[$0]?.verify($1) == false }.map(\.key) }
      for (partition, offset) in offsets {
        guard let time = times[partition] else { continue }
        state.partitions[partition]?.answer(offset, for: time)
      }
      return []
    }
    if lost.isEmpty { return }
    replaced.withLock { $0.formUnion(lost) }
    anyReplaced.store(true, ordering: .relaxed)
  }
}

/// The offset and time of a record that was read.
struct ReadRecord: Sendable, Equatable {
  var offset: Int64
  /// The timestamp in milliseconds.
  var time: Int64
}

/// A value type that decides, from the records that were read and the broker's responses, whether a partition was replaced.
///
/// It verifies a known offset after it has asked for a newer one, so that a replacement between the two requests is noticed.
struct PartitionIdentity: Sendable {
  /// The newest record that was read.
  private var newest: ReadRecord?
  /// The newest time whose first offset is known but has not been verified yet.
  private var next: (time: Int64, offset: Int64)?
  /// The time and first offset to verify.
  private var known: (time: Int64, offset: Int64)?

  /// Records that a record was read.
  mutating func note(_ record: ReadRecord) { newest = record }

  /// The time to ask for; nil if there is nothing new. Negative times are not asked for: Kafka gives them other meanings.
  var timeToAsk: Int64? {
    guard let newest, newest.time >= 0, newest.time != (next ?? known)?.time else { return nil }
    return newest.time
  }

  /// The time whose first offset is known and can be verified.
  var timeToVerify: Int64? { (known ?? next)?.time }

  /// Stores the first offset for ``timeToAsk``.
  mutating func answer(_ offset: Int64, for time: Int64) { next = (time, offset) }

  /// Compares the first offset for ``timeToVerify`` with the known one.
  /// - Returns: false if it has decreased, which means that the partition was replaced.
  mutating func verify(_ offset: Int64) -> Bool {
    guard let verified = known ?? next else { return true }
    if offset < verified.offset { return false }
    known = next ?? known
    next = nil
    return true
  }
}
