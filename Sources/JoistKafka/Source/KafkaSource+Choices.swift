public import Rows

extension KafkaSource {
  /// Where reading starts in each partition.
  public enum Start: Sendable, Hashable {
    /// At the oldest record that is there.
    case earliest
    /// After the newest record.
    case latest
    /// At the position that the group has published; where it has none, as `auto.offset.reset` says, and without that at the
    /// oldest record.
    case committed
  }

  /// Where reading ends.
  public enum End: Sendable, Hashable {
    /// At the ends of the partitions as they are when the job starts.
    case latest
    /// After so many records of all partitions together, which it waits for. One thread reads them.
    case count(Int)
  }

  /// What the author promises about the order in which records stand in their partitions. It matters for a read that ends.
  public enum Order: Sendable, Hashable {
    /// Nothing: no record of a read that ends is late. Its windows fire at its end, and the job keeps all of them until then.
    case unknown
    /// Each partition has its records in the order of their times, but for `maxOutOfOrder`. Windows then fire while the read
    /// goes on, so that the job keeps fewer of them. A record that breaks the promise may be late; a job that drops late
    /// elements of the read fails at its end and says how many.
    case inEventTimeOrder
  }

  /// Takes a record's event time from the record. If it throws, or the time is outside of Beam's range, the record keeps Kafka's
  /// timestamp, does not move the watermark, and is counted (`recordsWithoutEventTime`): the step that parses it reports what is
  /// wrong. A time far in the future moves the watermark there, and what follows is late: `maxAhead` sets a limit.
  ///
  /// ```swift
  /// KafkaSource(topic: "website-visit", eventTime: jsonTime(in: Visit.self, \.at))
  /// ```
  public typealias EventTime = @Sendable (KafkaRecord) throws -> Timestamp

  /// What the watermark of an idle partition follows.
  public enum Idle: Sendable, Hashable {
    /// The clock: later records are at most `maxOutOfOrder` older than the moment the broker was last asked.
    case clock
    /// The partitions that are not idle. If all are idle, the watermark stays where it is.
    case otherPartitions
  }

  /// When the position of a record is published.
  public enum Offsets: Sendable, Hashable {
    /// When all that was made of it is outside of the job: so nothing is lost, however the job ends. This is known where all
    /// steps after the source, down to the sinks, run together with it. Where some hold records back, as windows do, only
    /// the positions at the start of a read without an end are published; the log names the step at the start.
    case whenDone
    /// When it has been read. What the job then holds is lost if it is killed.
    case commitAfterRead
  }
}
