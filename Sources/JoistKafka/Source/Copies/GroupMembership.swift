import Beam
import CJoistKafka
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Membership in the group `GROUP.joist`, by which running jobs with one group notice each other. The job's own group has no members,
/// and this one no positions.
///
/// The member subscribes to the source's topics, which a group requires, but accepts no partitions. If its process ends without
/// leaving, the broker removes it after the session timeout.
final class GroupMembership: Sendable {
  /// How long a broker keeps a member that has stopped responding.
  static let sessionTimeout = Duration.seconds(10)

  /// The name of the group in which jobs of a group notice each other.
  static func name(of group: String) -> String { group + ".joist" }

  /// The client id of this process's members.
  static let clientID: String = {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let host = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return "joist \(host):\(getpid())"
  }()

  private let client: ClientHandle
  private let thread: ServiceThread

  /// When to look for others again, and whether the brokers have refused the member.
  private final class Looks: Sendable {
    private static let interval = Duration.seconds(3)
    private static let span = Duration.seconds(60)

    private let next = Mutex(ContinuousClock.now + interval)
    private let end = ContinuousClock.now + span
    private let hasBeenRefused = Atomic(false)

    /// Whether a refusal is the first.
    func isFirstRefusal() -> Bool { !hasBeenRefused.exchange(true, ordering: .relaxed) }

    /// Whether it is time; the next time is then later.
    func isDue() -> Bool {
      let now = ContinuousClock.now
      return now < end
        && next.withLock { next in
          guard now >= next else { return false }
          next = now + Self.interval
          return true
        }
    }
  }

  /// Joins. Returns at once; the broker completes the membership within some seconds.
  /// - Parameter found: called on the member's thread with a member of another process, for which the member looks every three seconds
  ///   in its first minute: it may have joined at the same moment.
  /// - Parameter refused: called on the member's thread, once, if the brokers do not allow this user to join.
  /// - Throws: ``KafkaError`` if no client can be made.
  init(
    _ options: KafkaConsumerOptions, group: String, topics: [String], in cluster: KafkaCluster, logger: Logger,
    found: @escaping @Sendable (KafkaGroup.Member) -> Void, refused: @escaping @Sendable () -> Void
  ) throws(KafkaError) {
    client = try options.makeMember(
      of: Self.name(of: group), clientID: Self.clientID, sessionTimeout: Self.sessionTimeout, logger: logger)
    let list = PartitionList(topics.map { (KafkaPartition($0, -1), Int64(RD_KAFKA_OFFSET_INVALID)) })
    let response = rd_kafka_subscribe(client.pointer, list.pointer)
    guard response == RD_KAFKA_RESP_ERR_NO_ERROR else {
      throw KafkaError(response, "the group \"\(Self.name(of: group))\" cannot be joined")
    }
    let looks = Looks()
    thread = try ServiceThread { [client] in
      if !Self.serve(client), looks.isFirstRefusal() { refused() }
      guard looks.isDue() else { return }
      let other = try? client.otherMember(of: Self.name(of: group), than: Self.clientID, in: cluster)
      if let other { found(other) }
    }
  }

  // A look may wait for a broker, so nobody waits for the thread.
  deinit { thread.leave {} }

  /// Leaves the group, so that another job can start at once. If the broker does not respond, it removes the member later.
  func leave(within limit: Duration) {
    let queue = rd_kafka_queue_get_consumer(client.pointer)
    defer { rd_kafka_queue_destroy(queue) }
    // The thread goes on to handle the events of the queue.
    if let error = rd_kafka_consumer_close_queue(client.pointer, queue) { return rd_kafka_error_destroy(error) }
    let deadline = Deadline(within: limit)
    while rd_kafka_consumer_closed(client.pointer) == 0, !deadline.hasPassed { Pause.milliseconds(10) }
  }

  /// Handles one event of the group, if there is one.
  /// - Returns: false if the brokers do not allow this user to join.
  private static func serve(_ client: ClientHandle) -> Bool {
    // SAFETY: the queue belongs to the client, which this function's caller keeps alive; the reference is returned at the end.
    let queue = rd_kafka_queue_get_consumer(client.pointer)
    defer { rd_kafka_queue_destroy(queue) }
    guard let event = rd_kafka_queue_poll(queue, 200) else { return true }
    defer { rd_kafka_event_destroy(event) }
    switch rd_kafka_event_type(event) {
    case RD_KAFKA_EVENT_REBALANCE:
      readNothing(client, isAssigned: rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS)
    case RD_KAFKA_EVENT_ERROR: return rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED
    default: break
    }
    return true
  }

  /// Completes a rebalance without any partition, whatever the group assigns. An assignment is completed by a list, if an empty
  /// one: without it the member would not rejoin, and others would wait for it.
  private static func readNothing(_ client: ClientHandle, isAssigned: Bool) {
    let none = PartitionList([])
    rd_kafka_assign(client.pointer, isAssigned ? none.pointer : nil)
  }
}
