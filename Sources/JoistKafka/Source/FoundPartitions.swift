import Synchronization

/// Which partitions the topics of a source have, and where each is read from. The thread that asks for them and the step that
/// hands them on share it.
final class FoundPartitions: Sendable {
  private struct State {
    var starts: [KafkaPartition: Int64] = [:]
    /// When the last question was sent whose answer is in `starts`.
    var lastAsked: Int64?
    /// What idle partitions followed at that time.
    var activeWatermark: Int64?
    var waker: (@Sendable () -> Void)?
  }

  private let topics: [String]
  private let state = Mutex(State())

  init(_ topics: [String]) { self.topics = topics }

  /// Forgets everything.
  func clear() { state.withLock { $0 = State() } }

  /// Keeps where the partitions are read from that there were at the start.
  func begin(_ starts: [KafkaPartition: Int64], sent: Int64) {
    state.withLock { $0 = State(starts: starts, lastAsked: sent, waker: $0.waker) }
  }

  /// Takes an answer.
  /// - Parameters:
  ///   - partitions: the partitions of the topics.
  ///   - sent: when the question was sent.
  ///   - watermark: what idle partitions followed at that time.
  ///   - starts: finds where new partitions are read from; nil: that is not known yet, and the answer does not count.
  func take(
    _ partitions: [KafkaPartition], sent: Int64, watermark: Int64?,
    starts: ([KafkaPartition]) -> [KafkaPartition: Int64]?
  ) {
    let known = state.withLock { $0.lastAsked == nil ? nil : $0.starts }
    // Where brokers do not tell of a topic, there may be something new.
    let told = Set(partitions.map(\.topic))
    guard let known, topics.allSatisfy(told.contains) else { return }
    let new = partitions.filter { known[$0] == nil }
    guard let found = new.isEmpty ? [:] : starts(new) else { return }
    let waker = state.withLock { state in
      state.starts.merge(found) { old, _ in old }
      state.lastAsked = sent
      state.activeWatermark = watermark
      return state.waker.take()
    }
    waker?()
  }

  /// Has the step woken with the next answer.
  func whenAnswered(_ wake: @escaping @Sendable () -> Void) { state.withLock { $0.waker = wake } }

  /// What idle partitions followed when the last answered question was sent.
  var activeWatermark: Int64? { state.withLock { $0.activeWatermark } }

  /// The partitions that are not among the known ones, with the offsets that they are read from, and when the question was
  /// sent that found them.
  /// - Parameter counts: how many partitions of each topic are known; their numbers begin at 0.
  func beyond(_ counts: [Int64]) -> (new: [(KafkaClaimedPartition, Int64)], total: Int, sent: Int64?) {
    state.withLock { state in
      var new: [(KafkaClaimedPartition, Int64)] = []
      for (index, topic) in topics.enumerated() {
        var number = counts[index]
        while let from = state.starts[KafkaPartition(topic, Int32(clamping: number))] {
          new.append((KafkaClaimedPartition(topic: index, number: number), from))
          number += 1
        }
      }
      return (new, state.starts.count, state.lastAsked)
    }
  }
}
