import Beam
import CJoistKafka

/// One producer of librdkafka with the thread that takes its deliveries. A producer that failed for good is replaced by
/// a new lane.
final class ProducerLane: Sendable {
  let client: ClientHandle
  let cluster: KafkaCluster
  let topics: TopicHandles
  let reports: DeliveryReports
  let bytes: BytesInFlight
  private let singles: SingleSender
  private let thread: ServiceThread

  /// Makes a producer and connects it.
  /// - Throws: ``KafkaError``: `badProperty`; `noBroker` or `notAuthenticated` within 10 seconds.
  init(_ options: KafkaProducerOptions, logger: Logger) throws(KafkaError) {
    client = try options.makeClient(logger: logger)
    cluster = try client.contact()
    topics = TopicHandles(of: client)
    bytes = BytesInFlight(limit: options.queueBytes)
    singles = SingleSender(options, bytes: bytes, logger: logger)
    let reports = DeliveryReports(of: client, bytes: bytes, singles: singles)
    self.reports = reports
    thread = try ServiceThread { reports.serve() }
  }

  deinit { thread.end { client.stopWaiting() } }

  /// Why the producer can go on no more, nil while it can.
  var fatal: String? { client.fatal }

  /// Waits until every record has its verdict.
  /// - Returns: false if the time was not enough.
  func flush(within limit: Duration) -> Bool {
    let deadline = Deadline(within: limit)
    return rd_kafka_flush(client.pointer, deadline.milliseconds()) == RD_KAFKA_RESP_ERR_NO_ERROR
      && singles.flush(within: deadline)
  }

  /// Gives up all that is outstanding.
  func purge() {
    reports.purge()
    singles.purge()
  }
}
