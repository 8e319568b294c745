public import Beam

extension PCollection<KafkaRecord> {
  /// Writes records to a topic of Kafka.
  ///
  /// ```swift
  /// visits
  ///   .map { KafkaRecord(key: Bytes(utf8: $0.id), value: Bytes(json: $0)) }
  ///   .writeKafka(KafkaSink(topic: "website-out", brokers: "localhost:9092"))
  /// ```
  /// **At least once**: a bundle counts as done when the brokers have acknowledged all its records; where one fails, or the
  /// process is killed, the records of the bundle are written again. After a kill, what was made of records that the group's
  /// published positions do not cover may stand there twice, and nothing else does.
  ///
  /// Key, value, headers and timestamp are those of the record. One without a timestamp gets the time of sending. Two timestamps
  /// would arrive as others and fail the job: 1970-01-01T00:00:00Z, and the millisecond before it. Records that come in order stay in
  /// order in their partition.
  ///
  /// Before the job starts, brokers and topic are looked for; no topic is made. A broker that goes away later is waited for,
  /// for as long as it takes. A record that the brokers refuse, because of its size or its timestamp, say, fails the job: the
  /// error names the step, the record and, where it is known, the element's origin. Records that were sent together with it are
  /// delivered, perhaps after later ones. `KafkaSink.oversized` has records cut that are too large.
  public func writeKafka(_ sink: KafkaSink, file: StaticString = #fileID, line: UInt = #line) {
    writeKafka(nil, sink, file: file, line: line)
  }

  /// Writes records to a topic of Kafka.
  /// - Parameters:
  ///   - name: the step's name; by default `WriteKafka`.
  ///   - sink: where to write.
  public func writeKafka(_ name: String?, _ sink: KafkaSink, file: StaticString = #fileID, line: UInt = #line) {
    apply(name, WriteKafka(sink: sink, file: file, line: line), file: file, line: line)
  }
}

/// Writes records to a sink.
struct WriteKafka: PTransform {
  let sink: KafkaSink
  let file: StaticString
  let line: UInt

  func expand(_ records: PCollection<KafkaRecord>) {
    let writing = KafkaWriting(sink)
    if let problem = writing.problem { records.pipeline.refuse(problem) }
    records.pipeline.beforeStartWithQueues { start in try writing.open(start) }
    records.pipeline.afterEndInTime { end in writing.close(within: end.patience(.seconds(2))) }
    records.parDo("Write", WriteRecords(writing: writing), file: file, line: line)
  }
}
