import Beam
import Synchronization

/// What the bundles of one writing step share: the producer.
///
/// It is made with the step, opened when the job starts (or by the first bundle of another process) and closed at its end.
final class KafkaWriting: Sendable {
  private struct State {
    var logger = Logger(label: "kafka")
    var producer: KafkaProducerClient?
  }

  let sink: KafkaSink
  private let options: Result<KafkaProducerOptions, KafkaError>
  private let state = Mutex(State())

  init(_ sink: KafkaSink) {
    self.sink = sink
    options = Result { () throws(KafkaError) in
      try KafkaProducerOptions(brokers: sink.brokers?.addresses, properties: sink.properties)
    }
  }

  /// What is wrong with the sink, nil where nothing is: seen without asking anybody.
  var problem: String? {
    if case .failure(let error) = options { return "\(error)" }
    return sink.topic.isEmpty ? "no topic is named" : nil
  }

  /// Connects, and looks whether the topic is there.
  /// - Throws: ``KafkaError`` that names broker and topic, within 10 seconds.
  func open(logger: Logger) throws(KafkaError) {
    var logger = logger
    logger.label = "kafka"
    state.withLock { $0.logger = logger }
    _ = try producer()
  }

  /// The producer, connected.
  /// - Throws: ``KafkaError`` that names broker and topic, within 10 seconds.
  func producer() throws(KafkaError) -> KafkaProducerClient {
    try state.withLock { (state) throws(KafkaError) in
      if let known = state.producer { return known }
      do throws(KafkaError) {
        let made = try KafkaProducerClient(options.get(), topics: [sink.topic], logger: state.logger)
        state.producer = made
        return made
      } catch {
        throw error.behind("the topic \"\(sink.topic)\" cannot be written")
      }
    }
  }

  /// Lets go of the producer. What bundles are still waiting for, in a job that has failed or was stopped at once, is given
  /// a moment.
  /// - Parameter limit: how long that is.
  func close(within limit: Duration) {
    let producer = state.withLock { state in
      defer { state = State() }
      return state.producer
    }
    producer?.flush(within: limit)
  }
}
