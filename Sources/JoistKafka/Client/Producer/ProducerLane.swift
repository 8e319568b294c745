import Beam
import CJoistKafka

/// One producer of librdkafka with the thread that takes its deliveries. A producer that failed for good is replaced by
/// a new lane.
final class ProducerLane: Sendable {
  let client: ClientHandle
  let cluster: KafkaCluster
  let topics: TopicHandles
  let desk: DeliveryDesk
  private let thread: ServiceThread

  /// Makes a producer and connects it.
  /// - Throws: ``KafkaError``: `badProperty`; `noBroker` or `notAuthenticated` within 10 seconds.
  init(_ options: KafkaProducerOptions, logger: Logger) throws(KafkaError) {
    client = try options.makeClient(logger: logger)
    cluster = try client.contact()
    topics = TopicHandles(of: client)
    let desk = DeliveryDesk(of: client)
    self.desk = desk
    thread = try ServiceThread { desk.serve() }
  }

  deinit { thread.end { client.stopWaiting() } }

  /// Why the producer can go on no more, nil while it can.
  var fatal: String? { client.fatal }

  /// Waits until all records are with the broker.
  /// - Returns: false if the time was not enough.
  func flush(within limit: Duration) -> Bool {
    rd_kafka_flush(client.pointer, Deadline(within: limit).milliseconds()) == RD_KAFKA_RESP_ERR_NO_ERROR
  }
}
