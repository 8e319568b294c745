public import Beam

extension Pipeline {
  /// Reads records from Kafka.
  ///
  /// ```swift
  /// let visits = pipeline.readKafka(KafkaSource(topic: "website-visit", brokers: "localhost:9092", groupID: "visits"))
  /// ```
  /// Each partition is read in order, independently of the others. By default, a record's timestamp is the one from Kafka.
  ///
  /// **A read that ends** (`until:`) has no late records, whatever the order of the records: its watermark stays at the
  /// beginning of time until the end, when its windows fire. If the records are in order of their times, use
  /// `order: .inEventTimeOrder` to let the watermark follow them as described below.
  ///
  /// **A read without an end** has a watermark that is `maxOutOfOrder` before the newest record of each partition. A record
  /// ahead of the clock moves the watermark when the clock reaches it; a record that is more than `maxAhead` ahead never does.
  /// Both are delivered and counted (`recordsAheadOfClock`, `recordsFromFuture`), and the status shows the difference.
  ///
  /// A partition becomes idle when its broker, which is asked once a second, has reported for `idleAfter` that there are no
  /// more records. The watermark of an idle partition follows the time of the last request with a response. A partition
  /// whose broker does not respond is not idle: it holds the watermark, since producers deliver their pending records later.
  /// A partition that ends in an open transaction also holds the watermark; the log and the status name it.
  ///
  /// **Event time from the record** (`eventTime:`): a function extracts each record's timestamp, and the watermark is
  /// `maxOutOfOrder` before the newest timestamp of each partition. Old records then get the same windows in a new job, in a
  /// read that ends, and in a running job that has seen nothing newer. The watermark does not depend on the clock: times ahead
  /// of it move the watermark at once (`maxAhead` sets a limit), and an idle partition follows the others. If all partitions
  /// are idle, the newest one decides, and the windows after it stay open; use `idle: .clock` to let them fire. Records for
  /// which the function throws keep Kafka's timestamp and are counted (`recordsWithoutEventTime`). Applying `withTimestamps`
  /// after the source does not move the watermark.
  ///
  /// New partitions of a topic are found within a second, read from their first records, and counted (`newPartitions`). Since
  /// they may contain records from the time of the last request that did not show them, the watermark is up to a second
  /// further behind the clock than `maxOutOfOrder`.
  ///
  /// Partitions are assigned without joining the group: a second copy of a job does not share its work but repeats it. The job
  /// commits positions under the group and resumes from them; see `KafkaSource.Offsets` for when. A read without an end also
  /// commits its starting positions. If the group has positions for some partitions of a topic, such a read starts the other
  /// partitions at their first records, regardless of `auto.offset.reset`. Positions that the broker refuses are counted
  /// (`commitsFailed`). Two steps of a pipeline cannot read the same topic under the same group, since each would resume from
  /// the positions of the other.
  ///
  /// Records that are fetched ahead take at most the step's share of a quarter of the job's memory. If there are more partitions
  /// than fit into that memory at 128 KiB each, they take turns of about a second.
  ///
  /// Before the job starts, the step checks that the brokers respond and the topics exist; it never creates a topic. If a
  /// broker becomes unavailable later, the step waits for it. Records that were deleted before they were read fail the job.
  public func readKafka(
    _ source: KafkaSource, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<KafkaRecord> { readKafka(nil, source, file: file, line: line) }

  /// Reads records from Kafka.
  /// - Parameters:
  ///   - name: the step's name; by default `ReadKafka`.
  ///   - source: what to read.
  public func readKafka(
    _ name: String?, _ source: KafkaSource, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<KafkaRecord> {
    apply(name, ReadKafka(source: source, file: file, line: line), file: file, line: line)
  }
}

/// The transform of `readKafka`.
struct ReadKafka: PTransform {
  let source: KafkaSource
  let file: StaticString
  let line: UInt

  func expand(_ pipeline: Pipeline) -> PCollection<KafkaRecord> {
    let reading = KafkaReading(source, report: pipeline.connectorReport())
    let groupUse = reading.groupUse(among: pipeline.soleUses())
    if let problem = reading.problem ?? groupUse?.conflict { pipeline.refuse(problem) }
    pipeline.beforeStartWithQueues { start in
      try reading.open(logger: start.logger)
      reading.limit(queueMemory: start.queueMemory)
      try groupUse?.claim(on: reading.clusterClient().cluster)
    }
    pipeline.afterEndInTime { end in reading.close(within: end.patience(.milliseconds(1_500))) }
    let start = pipeline.impulse("Start", file: file, line: line)
    if source.end == nil {
      return
        start
        .parDo("Partitions", DiscoverPartitions(reading: reading), file: file, line: line)
        .parDo("Read", ReadRecords<Unbounded>(reading: reading), file: file, line: line)
    }
    return
      start
      .parDo("Partitions", FindPartitions(reading: reading), file: file, line: line).main
      .parDo("Read", ReadRecords<Bounded>(reading: reading), file: file, line: line)
  }
}
