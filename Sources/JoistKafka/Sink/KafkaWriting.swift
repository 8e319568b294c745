import Beam
import Synchronization

/// What the bundles of one writing step share: the producer.
///
/// It is made with the step, opened when the job starts (or by the first bundle of another process) and closed at its end.
final class KafkaWriting: Sendable {
  private struct State {
    var logger = Logger(label: "kafka")
    var producer: KafkaProducerClient?
    var memory = Int.max
    var cut: RecordCut?
  }

  let sink: KafkaSink
  private let options: Result<KafkaProducerOptions, KafkaError>
  /// The records that brokers refused and that are looked for.
  let refused = RefusedRecords()
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
  func open(_ start: JobStart) throws(KafkaError) {
    var logger = start.logger
    logger.label = "kafka"
    state.withLock { state in
      state.logger = logger
      state.memory = start.queueMemory
    }
    _ = try producer()
  }

  /// The producer, connected.
  /// - Throws: ``KafkaError`` that names broker and topic, within 10 seconds.
  func producer() throws(KafkaError) -> KafkaProducerClient {
    try state.withLock { (state) throws(KafkaError) in
      if let known = state.producer { return known }
      do throws(KafkaError) {
        let made = try KafkaProducerClient(
          options.get().with(memory: state.memory), topics: [sink.topic], logger: state.logger)
        state.producer = made
        return made
      } catch {
        throw error.prefixed(by: "the topic \"\(sink.topic)\" cannot be written")
      }
    }
  }

  /// Refuses a partition that the author's function has chosen and that no topic has.
  func checkPartition(_ number: Int32) throws(KafkaError) {
    guard number < 0 else { return }
    throw KafkaError(
      .noTopic, "the sink's `partition` chose \(number) for a record of \"\(sink.topic)\"; partitions begin at 0",
      hint: "answer nil to leave the choice to the producer")
  }

  /// How records are cut; nil where they are not. Known once the producer is connected.
  /// - Throws: as ``producer()``.
  func recordCut() throws(KafkaError) -> RecordCut? {
    if sink.oversized == .fail { return nil }
    let producer = try producer()
    if let known = state.withLock({ $0.cut }) { return known }
    let made = RecordCut(limit: producer.largestRecord(in: sink.topic) ?? RecordCut.usualLimit)
    state.withLock { $0.cut = made }
    return made
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
