public import Rows

extension KafkaSource {
  /// Where reading starts in each partition.
  public enum Start: Sendable, Hashable {
    /// At the oldest record.
    case earliest
    /// After the newest record.
    case latest
    /// At the position that the group has committed. If there is none, `auto.offset.reset` decides; by default reading then
    /// starts at the oldest record.
    case committed
  }

  /// Where reading ends.
  public enum End: Sendable, Hashable {
    /// At the ends that the partitions have when the job starts.
    case latest
    /// After a number of records of all partitions together; the job waits for them. A single thread reads them.
    case count(Int)
  }

  /// A promise about the order of records in their partitions. It matters only for a read that ends.
  public enum Order: Sendable, Hashable {
    /// No promise. No record of a read that ends is late; its windows fire at its end, and the job keeps all windows until then.
    case unknown
    /// The records of each partition are in order of their times, except for `maxOutOfOrder`. Windows then fire during the read,
    /// so the job keeps fewer of them. A record that breaks the promise may be late. If late elements are dropped, the job
    /// fails at its end and says how many.
    case inEventTimeOrder
  }

  /// Extracts a record's event time. If it throws, or if the time is outside of Beam's range, the record keeps Kafka's timestamp,
  /// does not move the watermark, and is counted (`recordsWithoutEventTime`); the step that parses the record can report the
  /// error. A time far in the future moves the watermark there, and later records are late; use `maxAhead` to set a limit.
  ///
  /// ```swift
  /// KafkaSource(topic: "website-visit", eventTime: jsonTime("event_ts"))
  /// ```
  public typealias EventTime = @Sendable (KafkaRecord) throws -> Timestamp

  /// What the watermark of an idle partition follows.
  public enum Idle: Sendable, Hashable {
    /// The clock. Later records are assumed to be at most `maxOutOfOrder` older than the time of the last request to the broker.
    case clock
    /// The partitions that are not idle. If all are idle, the one that is furthest ahead decides, and the watermark stays there.
    case otherPartitions
  }

  /// When the position of a record is committed.
  public enum Offsets: Sendable, Hashable {
    /// After all results of the record have left the job, so that nothing is lost however the job ends. This requires that all
    /// steps from the source to the sinks run in one stage. If a step keeps records, as windows do, only the starting positions
    /// of a read without an end are committed, and the log names the step.
    case whenDone
    /// After the record has been read. Records that the job still holds are lost if it is killed.
    case commitAfterRead
  }
}
