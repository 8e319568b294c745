public import Beam
import Rows

extension PCollection<KafkaRecord> {
  /// Moves each record to the time that a function returns, as `KafkaSource(eventTime:)` does: a record for which it throws,
  /// or returns a time outside of Beam's range, keeps Kafka's timestamp. One without a timestamp, which only a program makes,
  /// stays where it is.
  ///
  /// ```swift
  /// pipeline.create([KafkaRecord(key: "ann", value: "{")]).withEventTime(jsonTime(in: Visit.self, \.at))
  /// ```
  /// It is for tests of what follows a source. It does not move the watermark: after `readKafka`, records that are older than
  /// those before them may be late. Give the function to the source instead.
  /// - Parameter eventTime: returns the time of a record.
  public func withEventTime(
    _ eventTime: @escaping KafkaSource.EventTime, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<KafkaRecord> { withEventTime(nil, eventTime, file: file, line: line) }

  /// Moves each record to the time that a function returns, as `KafkaSource(eventTime:)` does.
  /// - Parameters:
  ///   - name: the step's name; by default `WithEventTime`.
  ///   - eventTime: returns the time of a record.
  public func withEventTime(
    _ name: String?, _ eventTime: @escaping KafkaSource.EventTime, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<KafkaRecord> {
    parDo(name, WithEventTime(eventTime: eventTime), file: file, line: line)
  }
}

/// The function of `withEventTime`.
struct WithEventTime: DoFn {
  let eventTime: KafkaSource.EventTime

  func process(_ record: KafkaRecord, in context: Context<KafkaRecord>) {
    let time = record.time(by: eventTime) ?? record.timestamp?.clamped ?? context.timestamp
    context.emit(record, at: min(time, .endOfGlobalWindow))
  }
}

extension KafkaRecord {
  /// The time that a function returns for the record; nil if it throws, or if the time is outside of Beam's range.
  @inline(__always)
  func time(by eventTime: KafkaSource.EventTime) -> Timestamp? {
    guard let time = try? eventTime(self), time == time.clamped else { return nil }
    return time
  }
}
