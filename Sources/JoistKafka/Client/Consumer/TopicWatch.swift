import CJoistKafka
import Synchronization

/// Finds partitions that are not those that were read: their topic was deleted and made again while it was read.
///
/// The client does not tell. Where the new topic has more records than were read of the old one, it goes on after them. What tells the
/// topics apart is the first offset whose record is as late as one that was read: records are only added after it, so it never
/// becomes smaller. It does when all records of the new topic are later. A topic with the same times at the same offsets is taken
/// for the same, and so is one that the embedded broker makes, since that does not know times.
final class TopicWatch: Sendable {
  /// How often the brokers are asked. With more than a hundred partitions, proportionally less often.
  static let interval = Duration.seconds(1)
  /// How long they may take to answer. A broker answers a question after the fetch on the same connection, and holds a fetch for
  /// half a second if it has no new records; with as little patience, there may never be an answer.
  private static let patience = Duration.seconds(5)

  private struct State {
    var partitions: [KafkaPartition: PartitionIdentity] = [:]
    var isVerifying = false
    /// Turns to skip before the next question.
    var pause = 0
  }

  private let state = Mutex(State())
  private let replaced = Mutex<Set<KafkaPartition>>([])
  private let anyReplaced = Atomic(false)

  /// Notes a record that was read.
  func note(_ partition: KafkaPartition, _ record: ReadRecord) {
    state.withLock { $0.partitions[partition, default: PartitionIdentity()].note(record) }
  }

  /// Whether a partition is another than the one that was read.
  func isReplaced(_ partition: KafkaPartition) -> Bool {
    anyReplaced.load(ordering: .relaxed) && replaced.withLock { $0.contains(partition) }
  }

  /// Called once per interval; asks if a question is due.
  func ask(_ client: ClientHandle) {
    let question = state.withLock { state -> (times: [KafkaPartition: Int64], isVerifying: Bool)? in
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
    guard let question, let leaders = try? client.partitionLeaders(within: Self.patience) else { return }
    // One leader after the other: one that is away must not keep the answers of the others.
    for (_, asked) in Dictionary(grouping: question.times, by: { leaders[$0.key] ?? -1 }) {
      let times = Dictionary(asked.map { ($0.key, $0.value) }) { $1 }
      let answers = client.firstOffsets(atMilliseconds: times, within: Self.patience)
      take(answers, to: times, isVerifying: question.isVerifying)
    }
  }

  /// Takes the answers to a question.
  private func take(_ answers: [KafkaPartition: Int64], to times: [KafkaPartition: Int64], isVerifying: Bool) {
    let lost = state.withLock { state -> [KafkaPartition] in
      if isVerifying { return answers.filter { state.partitions[$0]?.verify($1) == false }.map(\.key) }
      for (partition, offset) in answers {
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

/// A record that was read of a partition.
struct ReadRecord: Sendable, Equatable {
  var offset: Int64
  /// Its timestamp in milliseconds.
  var time: Int64
}

/// What tells whether a partition is the one that was read: a value, told what was read and what the broker answers.
///
/// It verifies a known answer after it has asked for a newer one, so that no replacement between the two goes unseen.
struct PartitionIdentity: Sendable {
  /// The newest record that was noted.
  private var newest: ReadRecord?
  /// A time with the first offset whose record is as late, not used for verifying yet.
  private var next: (time: Int64, offset: Int64)?
  /// A time with the first offset whose record is as late.
  private var known: (time: Int64, offset: Int64)?

  /// Notes a record that was read.
  mutating func note(_ record: ReadRecord) { newest = record }

  /// The time to ask for; nil where there is nothing new. Kafka has other meanings for times below zero.
  var timeToAsk: Int64? {
    guard let newest, newest.time >= 0, newest.time != (next ?? known)?.time else { return nil }
    return newest.time
  }

  /// The time whose answer is known.
  var timeToVerify: Int64? { (known ?? next)?.time }

  /// Takes the answer for ``timeToAsk``.
  mutating func answer(_ offset: Int64, for time: Int64) { next = (time, offset) }

  /// Takes the answer for ``timeToVerify``.
  /// - Returns: whether it fits: the first record as late as one that was read does not move to a smaller offset.
  mutating func verify(_ offset: Int64) -> Bool {
    guard let verified = known ?? next else { return true }
    if offset < verified.offset { return false }
    known = next ?? known
    next = nil
    return true
  }
}
