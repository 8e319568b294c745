import Beam
import CJoistKafka

/// One librdkafka producer with the thread that receives its delivery reports. After a permanent failure it is replaced by a
/// new lane.
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
  init(
    _ options: KafkaProducerOptions, logger: Logger, whenSilent: (@Sendable (DeliverySilence?) -> Void)? = nil
  ) throws(KafkaError) {
    client = try options.makeClient(logger: logger)
    cluster = try client.contact()
    topics = TopicHandles(of: client)
    bytes = BytesInFlight(limit: options.queueBytes)
    singles = SingleSender(options, bytes: bytes, logger: logger)
    let reports = DeliveryReports(of: client, bytes: bytes, singles: singles, whenSilent: whenSilent)
    self.reports = reports
    thread = try ServiceThread { reports.serve() }
  }

  deinit { thread.end { client.stopWaiting() } }

  /// Why the producer has failed permanently; nil: it has not.
  var fatal: String? { client.fatal }

  /// Waits until every record has its delivery report.
  /// - Returns: false if that took too long.
  func flush(within limit: Duration) -> Bool {
    let deadline = Deadline(within: limit)
    return rd_kafka_flush(client.pointer, deadline.milliseconds()) == RD_KAFKA_RESP_ERR_NO_ERROR
      && singles.flush(within: deadline)
  }

  /// Abandons all outstanding records.
  func purge() {
    reports.purge()
    singles.purge()
  }
}
