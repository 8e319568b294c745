import Synchronization

/// The partitions of a source's topics and their starting offsets. The thread that asks the brokers for partitions and the step
/// `DiscoverPartitions` share it.
final class FoundPartitions: Sendable {
  private struct State {
    /// The starting offset of each partition.
    var starts: [KafkaPartition: Int64] = [:]
    /// When the last request was sent whose response is in `starts`; nil before the start.
    var lastAsked: Int64?
    /// The watermark of the active partitions at that time.
    var activeWatermark: Int64?
    /// Wakes the step; nil: it does not wait.
    var waker: (@Sendable () -> Void)?
  }

  private let topics: [String]
  private let state = Mutex(State())

  init(_ topics: [String]) { self.topics = topics }

  /// Clears the state at the end of the job.
  func clear() { state.withLock { $0 = State() } }

  /// Stores the partitions that exist at the start, with their starting offsets.
  func begin(_ starts: [KafkaPartition: Int64], sent: Int64) {
    state.withLock { $0 = State(starts: starts, lastAsked: sent, waker: $0.waker) }
  }

  /// Handles a response with the topics' partitions, and wakes the step.
  /// - Parameters:
  ///   - partitions: the partitions of the topics.
  ///   - sent: when the request was sent.
  ///   - watermark: the watermark of the active partitions at that time.
  ///   - starts: looks up the starting offsets of new partitions. If it returns nil, the response is ignored.
  func take(
    _ partitions: [KafkaPartition], sent: Int64, watermark: Int64?,
    starts: ([KafkaPartition]) -> [KafkaPartition: Int64]?
  ) {
    let known = state.withLock { $0.lastAsked == nil ? nil : $0.starts }
    // A topic that is missing from the response may have new partitions, so ignore the response.
    let described = Set(partitions.map(\.topic))
    guard let known, topics.allSatisfy(described.contains) else { return }
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

  /// Wakes the step with the next response.
  func whenAnswered(_ wake: @escaping @Sendable () -> Void) { state.withLock { $0.waker = wake } }

  /// The watermark of the active partitions when the last request with a response was sent.
  var activeWatermark: Int64? { state.withLock { $0.activeWatermark } }

  /// The partitions that are not known yet with their starting offsets, the number of all partitions, and when the last request
  /// with a response was sent.
  /// - Parameter counts: the number of known partitions of each topic.
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
