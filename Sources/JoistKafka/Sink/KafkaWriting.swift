import Beam
import Synchronization

/// The state that all bundles of one writing step share, above all the producer.
///
/// It is made with the step, opened when the job starts (or by the first bundle in another process), and closed at the end.
final class KafkaWriting: Sendable {
  private struct State {
    var logger = Logger(label: "kafka")
    var producer: KafkaProducerClient?
    var memory = Int.max
    var cut: RecordCut?
  }

  let sink: KafkaSink
  private let report: ConnectorReport
  private let options: Result<KafkaProducerOptions, KafkaError>
  /// The refused records whose elements are being searched for.
  let refused = RefusedRecords()
  private let state = Mutex(State())

  /// - Parameter report: the step's report.
  init(_ sink: KafkaSink, report: ConnectorReport) {
    self.sink = sink
    self.report = report
    options = Result { () throws(KafkaError) in
      try KafkaProducerOptions(brokers: sink.brokers?.addresses, properties: sink.properties)
    }
  }

  /// What is wrong with the sink, as far as can be checked without a connection; nil: nothing.
  var problem: String? {
    // Without brokers a pipeline can still be explained; opening the sink fails.
    if case .failure(let error) = options, error.code != .noBroker { return "\(error)" }
    return sink.topic.isEmpty ? "no topic is given" : nil
  }

  /// Connects, and checks that the topic exists.
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

  /// The connected producer.
  /// - Throws: ``KafkaError`` that names broker and topic, within 10 seconds.
  func producer() throws(KafkaError) -> KafkaProducerClient {
    try state.withLock { (state) throws(KafkaError) in
      if let known = state.producer { return known }
      do throws(KafkaError) {
        let made = try KafkaProducerClient(
          options.get().with(memory: state.memory), topics: [sink.topic], logger: state.logger,
          whenSilent: { [report, logger = state.logger] in Self.tell($0, report, logger) })
        state.producer = made
        return made
      } catch {
        throw error.prefixed(by: "\(report.step): the topic \"\(sink.topic)\" cannot be written")
      }
    }
  }

  /// Reports that brokers acknowledge no records: in the status while this lasts, and in the log when it begins.
  private static func tell(_ silence: DeliverySilence?, _ report: ConnectorReport, _ logger: Logger) {
    report.isOutOfContact = silence != nil
    guard let silence else { return report.clearNote(for: "deliveries") }
    let isFirst = report.notes.allSatisfy { $0.key != "deliveries" }
    report.note(silence.text, for: "deliveries")
    if isFirst {
      logger.warning(
        "the brokers acknowledge no records; the job waits for them", metadata: ["reason": "\(silence.text)"])
    }
  }

  /// Checks a partition that the user's function has chosen.
  /// - Throws: ``KafkaError`` with the code `noTopic` for a negative number.
  func checkPartition(_ number: Int32) throws(KafkaError) {
    guard number < 0 else { return }
    throw KafkaError(
      .noTopic, "the sink's `partition` chose \(number) for a record of \"\(sink.topic)\"; partitions start at 0",
      hint: "return nil to leave the choice to the producer")
  }

  /// How to cut records; nil: not at all. Needs a connected producer.
  /// - Throws: as ``producer()``.
  func recordCut() throws(KafkaError) -> RecordCut? {
    if sink.oversized == .fail { return nil }
    let producer = try producer()
    if let known = state.withLock({ $0.cut }) { return known }
    let made = RecordCut(limit: producer.largestRecord(in: sink.topic) ?? RecordCut.usualLimit)
    state.withLock { $0.cut = made }
    return made
  }

  /// Releases the producer. In a job that has failed or must end at once, records may still be in flight; they get some time.
  /// - Parameter limit: how long to wait for them.
  func close(within limit: Duration) {
    let producer = state.withLock { state in
      defer { state = State() }
      return state.producer
    }
    producer?.flush(within: limit)
  }
}
