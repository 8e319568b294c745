public import Beam

extension Pipeline {
  /// Reads records of Kafka.
  ///
  /// ```swift
  /// let visits = pipeline.readKafka(KafkaSource(topic: "website-visit", brokers: "localhost:9092", groupID: "visits"))
  /// ```
  /// Each partition is read by itself, in order; a record's timestamp is the one that Kafka has.
  ///
  /// **A read that ends** (`until:`) has no late records, in whatever order and at whatever speed it is read: its watermark
  /// stays at the beginning of time until its end, and so its windows fire there. If the records are in the order of their
  /// times, `order: .inEventTimeOrder` lets the watermark follow them, as below.
  ///
  /// **A read without an end** has a watermark that follows the newest record of each partition, `maxOutOfOrder` before it.
  /// A record ahead of the clock moves it when the clock reaches the record; one more than `maxAhead` ahead never does. Both
  /// are delivered and counted (`recordsAheadOfClock`, `recordsFromFuture`), and the status names the difference. A partition
  /// is idle when its broker, which is asked once a second, has answered for `idleAfter` that there is nothing more to read;
  /// its watermark then follows the time at which the last answered question was sent. A partition whose broker does not
  /// answer is not idle: it holds the watermark, since producers deliver later what they keep in the meantime. One that ends
  /// in a transaction that is still open holds it as well; the log and the job's status name it.
  ///
  /// **Event time from the record** (`eventTime:`): a function gives each record its timestamp, and the watermark follows those of
  /// each partition, `maxOutOfOrder` before the newest. So old records get the same windows in a fresh job, in a read that ends, and
  /// in a job that runs and has seen nothing newer. The clock plays no part: times ahead of it move the watermark at once
  /// (`maxAhead` sets a limit), and an idle partition follows the others; if all are idle, the watermark stays, and the last windows
  /// stay open (`idle: .clock` lets them fire). Records for which the function throws keep Kafka's timestamp and are
  /// counted (`recordsWithoutEventTime`). `withTimestamps` after the source does not move the watermark.
  ///
  /// New partitions of a topic are found within a second and read from their first records (`newPartitions` counts them). They
  /// hold the watermark from the last question that was answered without them, so that it follows the clock by a second more
  /// than `maxOutOfOrder`.
  ///
  /// Partitions are assigned, no group is joined: a second copy of a job does not share its work but does it again. The group
  /// names where positions are published and taken up again; see `KafkaSource.Offsets` for when. A read without an end also
  /// publishes where it starts, and reads partitions of which the group has no position, in a topic of which it has others, from
  /// their first records, whatever `auto.offset.reset` says. Positions that the broker does not take are counted
  /// (`commitsFailed`).
  /// Two steps of a pipeline cannot read one topic under one group: each would resume from the positions of the other.
  ///
  /// Records that are fetched ahead take at most the step's share of a quarter of the job's memory. Where a topic has more partitions
  /// than that has room for, at 128 KiB each, they are read in turn, about a second each.
  ///
  /// Before the job starts, brokers and topics are looked for; no topic is made. A broker that goes away later is waited for.
  /// Records that were deleted before they were read fail the job.
  public func readKafka(
    _ source: KafkaSource, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<KafkaRecord> { readKafka(nil, source, file: file, line: line) }

  /// Reads records of Kafka.
  /// - Parameters:
  ///   - name: the step's name; by default `ReadKafka`.
  ///   - source: what to read.
  public func readKafka(
    _ name: String?, _ source: KafkaSource, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<KafkaRecord> {
    apply(name, ReadKafka(source: source, file: file, line: line), file: file, line: line)
  }
}

/// The records of a source.
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
    pipeline.afterEndInTime { end in reading.close(within: end.patience(.seconds(5))) }
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
