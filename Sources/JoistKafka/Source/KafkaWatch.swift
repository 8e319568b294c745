import Beam
import Synchronization

/// Asks the brokers of a source once a second, on threads of its own: which partitions the topics have, and, one request a
/// leader, where those partitions end that have been read to their ends. A leader that does not answer keeps nobody waiting
/// but those who wait for its partitions.
final class KafkaWatch: Sendable {
  private struct State {
    var leaders: [KafkaPartition: Int32] = [:]
    var questions: [Int32: PeriodicRequest] = [:]
    var topics: PeriodicRequest?
    var isStopped = false
  }

  /// What is done with the partitions of an answer.
  typealias Discovery =
    @Sendable (_ partitions: [KafkaPartition], _ sent: Int64, _ activeWatermark: Int64?, _ client: ClientHandle) -> Void

  private let client: ClientHandle
  /// Keeps the topics known to the client: it asks for those.
  private let handles: TopicHandles
  private let partitions: PartitionStates
  private let clock: @Sendable () -> Timestamp
  private let discovery: Discovery?
  private let state = Mutex(State())

  /// Starts to ask.
  /// - Parameters:
  ///   - client: a client that sees beyond transactions that are open.
  ///   - topics: the source's topics.
  ///   - partitions: which partitions have been read to their ends, and what the answers say of them.
  ///   - clock: processing time.
  ///   - discovery: what is done with the topics' partitions; nil: nothing.
  /// - Throws: ``KafkaError`` where the system has no thread to give.
  init(
    _ client: ClientHandle, topics: [String], partitions: PartitionStates, clock: @escaping @Sendable () -> Timestamp,
    discovery: Discovery?
  ) throws(KafkaError) {
    self.client = client
    self.partitions = partitions
    self.clock = clock
    self.discovery = discovery
    handles = TopicHandles(of: client)
    for topic in topics { _ = try handles.topic(topic) }
    let question = try PeriodicRequest(every: .milliseconds(Idleness.interval), client) { [weak self] in
      self?.askForTopics()
    }
    state.withLock { $0.topics = question }
  }

  deinit { stop() }

  /// Stops asking. Returns at once; what is on its way is of no interest any more.
  func stop() {
    let questions = state.withLock { state in
      defer { state = State(isStopped: true) }
      return Array(state.questions.values) + (state.topics.map { [$0] } ?? [])
    }
    for question in questions { question.stop() }
  }

  private func askForTopics() {
    // Nobody else takes the client's events: they would pile up.
    while client.nextEvent(within: 0, { _, _ in }) {}
    let sent = clock().milliseconds
    let watermark = partitions.activeWatermark(now: sent)
    guard let leaders = try? client.partitionLeaders(within: .milliseconds(Idleness.patience)) else { return }
    let new = state.withLock { state in
      state.leaders = leaders
      return state.isStopped ? [] : Set(leaders.values).filter { $0 >= 0 && state.questions[$0] == nil }
    }
    for leader in new { ask(leader) }
    discovery?(leaders.keys.sorted(), sent, watermark, client)
  }

  private func ask(_ leader: Int32) {
    let question = try? PeriodicRequest(every: .milliseconds(Idleness.interval), client) { [weak self] in
      self?.askForEnds(leader)
    }
    let isLate = state.withLock { state in
      if !state.isStopped { state.questions[leader] = question }
      return state.isStopped
    }
    if isLate { question?.stop() }
  }

  private func askForEnds(_ leader: Int32) {
    let leaders = state.withLock { $0.leaders }
    let positions = partitions.atEnd.filter { leaders[$0.key] == leader }
    if positions.isEmpty { return }
    let sent = clock().milliseconds
    guard let ends = try? client.ends(of: positions.keys.sorted(), within: .milliseconds(Idleness.patience)) else {
      return
    }
    partitions.take(ends, at: positions, sent: sent, received: clock().milliseconds)
  }
}
