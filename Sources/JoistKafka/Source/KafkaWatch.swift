import Beam
import Synchronization

/// Asks a source's brokers once a second which partitions the topics have, and asks each leader for the ends of the partitions
/// that have been read to their ends. Each leader is asked on its own thread, so that one that does not respond does not
/// delay the others.
final class KafkaWatch: Sendable {
  private struct State {
    /// The leader of each partition, as last reported.
    var leaders: [KafkaPartition: Int32] = [:]
    /// The requests for ends, by leader.
    var endRequests: [Int32: PeriodicRequest] = [:]
    /// The request for the topics' partitions.
    var topicRequest: PeriodicRequest?
    var isStopped = false
  }

  /// Handles a response with the topics' partitions.
  typealias Discovery =
    @Sendable (_ partitions: [KafkaPartition], _ sent: Int64, _ activeWatermark: Int64?, _ client: ClientHandle) -> Void

  private let client: ClientHandle
  /// Keeps the topics' handles alive: the client asks for the topics that it has handles for.
  private let handles: TopicHandles
  private let partitions: PartitionStates
  private let clock: @Sendable () -> Timestamp
  private let discovery: Discovery?
  private let observer: WatchObserver
  private let state = Mutex(State())

  /// Starts to send requests.
  /// - Parameters:
  ///   - client: a client that reads uncommitted records, and so sees the end after open transactions.
  ///   - topics: the source's topics.
  ///   - partitions: knows which partitions have been read to their ends, and receives the responses.
  ///   - clock: processing time.
  ///   - observer: reports missing responses and what holds the watermark.
  ///   - discovery: receives the topics' partitions; nil: they are ignored.
  /// - Throws: ``KafkaError`` if a thread cannot be created.
  init(
    _ client: ClientHandle, topics: [String], partitions: PartitionStates, clock: @escaping @Sendable () -> Timestamp,
    observer: WatchObserver, discovery: Discovery?
  ) throws(KafkaError) {
    self.client = client
    self.partitions = partitions
    self.clock = clock
    self.discovery = discovery
    self.observer = observer
    handles = TopicHandles(of: client)
    for topic in topics { _ = try handles.topic(topic) }
    let request = try PeriodicRequest(every: .milliseconds(Idleness.interval), client) { [weak self] in
      self?.askForTopics()
    }
    state.withLock { $0.topicRequest = request }
  }

  deinit { stop() }

  /// Stops sending requests. Returns at once; the response to a request in flight is ignored.
  func stop() {
    let requests = state.withLock { state in
      defer { state = State(isStopped: true) }
      return Array(state.endRequests.values) + (state.topicRequest.map { [$0] } ?? [])
    }
    for request in requests { request.stop() }
  }

  private func askForTopics() {
    // Drain the client's events, since nothing else does.
    while client.nextEvent(within: 0, { _, _ in }) {}
    let sent = clock().milliseconds
    let watermark = partitions.activeWatermark(now: sent)
    guard let leaders = try? client.partitionLeaders(within: .milliseconds(Idleness.patience)) else {
      return observer.failed("the cluster at \(client.brokers)", client)
    }
    observer.responded("the cluster at \(client.brokers)")
    observer.look(at: partitions, now: sent)
    let new = state.withLock { state in
      state.leaders = leaders
      return state.isStopped ? [] : Set(leaders.values).filter { $0 >= 0 && state.endRequests[$0] == nil }
    }
    for leader in new { ask(leader) }
    discovery?(leaders.keys.sorted(), sent, watermark, client)
  }

  private func ask(_ leader: Int32) {
    let request = try? PeriodicRequest(every: .milliseconds(Idleness.interval), client) { [weak self] in
      self?.askForEnds(leader)
    }
    let isLate = state.withLock { state in
      if !state.isStopped { state.endRequests[leader] = request }
      return state.isStopped
    }
    if isLate { request?.stop() }
  }

  private func askForEnds(_ leader: Int32) {
    let leaders = state.withLock { $0.leaders }
    let positions = partitions.atEnd.filter { leaders[$0.key] == leader }
    let broker = "broker \(leader) of \(client.brokers)"
    if positions.isEmpty { return observer.forget(broker) }
    let sent = clock().milliseconds
    guard let ends = try? client.ends(of: positions.keys.sorted(), within: .milliseconds(Idleness.patience)) else {
      return observer.failed(broker, client)
    }
    observer.responded(broker)
    partitions.take(ends, at: positions, sent: sent, received: clock().milliseconds)
  }
}
