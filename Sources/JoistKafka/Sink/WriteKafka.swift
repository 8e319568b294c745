public import Beam

extension PCollection<KafkaRecord> {
  /// Writes records to a Kafka topic.
  ///
  /// ```swift
  /// visits
  ///   .map { KafkaRecord(key: $0.id, value: Bytes(json: $0)) }
  ///   .writeKafka(KafkaSink(topic: "website-out", brokers: "localhost:9092"))
  /// ```
  /// **At least once**: a bundle is committed when the brokers have acknowledged all its records. If the bundle fails or the
  /// process is killed, its records are written again. After a kill, the topic may contain duplicates, but only of records
  /// made from input after the group's committed positions.
  ///
  /// A record without a timestamp gets the time of sending. The timestamps 1970-01-01T00:00:00Z and the millisecond before it
  /// fail the job, because Kafka's protocol gives them other meanings. Records of a partition stay in order.
  ///
  /// Before the job starts, the step checks that the brokers respond and the topic exists; it never creates a topic. If a
  /// broker becomes unavailable later, the step retries without a limit. A record that a broker refuses, because of its size
  /// or timestamp for example, fails the job; the error names the step, the record and, if known, the element's origin.
  /// Records that were sent together with it are delivered, possibly after later ones. `KafkaSink.oversized` can cut records
  /// that are too large.
  public func writeKafka(_ sink: KafkaSink, file: StaticString = #fileID, line: UInt = #line) {
    writeKafka(nil, sink, file: file, line: line)
  }

  /// Writes records to a Kafka topic.
  /// - Parameters:
  ///   - name: the step's name; by default `WriteKafka`.
  ///   - sink: where to write.
  public func writeKafka(_ name: String?, _ sink: KafkaSink, file: StaticString = #fileID, line: UInt = #line) {
    apply(name, WriteKafka(sink: sink, file: file, line: line), file: file, line: line)
  }
}

/// The transform of `writeKafka`.
struct WriteKafka: PTransform {
  let sink: KafkaSink
  let file: StaticString
  let line: UInt

  func expand(_ records: PCollection<KafkaRecord>) {
    let writing = KafkaWriting(sink, report: records.pipeline.connectorReport())
    if let problem = writing.problem { records.pipeline.refuse(problem) }
    records.pipeline.beforeStartWithQueues { start in try writing.open(start) }
    records.pipeline.afterEndInTime { end in writing.close(within: end.patience(.seconds(1))) }
    records.parDo("Write", WriteRecords(writing: writing), file: file, line: line)
  }
}
