import JoistKafka
import JoistTesting
import Rows
import Testing

@Suite("withEventTime")
struct WithEventTimeTests {
  struct NoNumber: Error {}

  /// The value is the time in milliseconds.
  @Sendable private static func eventTime(_ record: KafkaRecord) throws -> Timestamp {
    guard let milliseconds = record.valueText.flatMap({ Int64($0) }) else { throw NoNumber() }
    return Timestamp(milliseconds: milliseconds)
  }

  /// The time to which a record in the minute of the epoch is moved.
  private func time(of record: KafkaRecord) throws -> Timestamp? {
    let moved = try testPipeline { pipeline in
      pipeline.create([record]).withTimestamps { _ in .epoch }.withEventTime(Self.eventTime)
    }
    #expect(moved.elements == [record])
    return moved.entries.first?.timestamp
  }

  @Test("Records move to the time that the function returns")
  func moved() throws {
    #expect(try time(of: KafkaRecord(value: "7")) == Timestamp(milliseconds: 7))
    #expect(try time(of: KafkaRecord(value: "8", timestamp: .epoch + .days(1))) == Timestamp(milliseconds: 8))
  }

  @Test("Records for which it throws or returns no valid time keep Kafka's timestamp", arguments: ["", "\(Int64.max)"])
  func kept(value: String) throws {
    #expect(try time(of: KafkaRecord(value: value, timestamp: .epoch + .days(1))) == .epoch + .days(1))
  }

  @Test("Those that have none stay where they are")
  func stayed() throws {
    #expect(try time(of: KafkaRecord(value: "x")) == .epoch)
  }

  @Test("Times after the end of the global window become that end")
  func clamped() throws {
    #expect(try time(of: KafkaRecord(value: "\(Timestamp.max.milliseconds)")) == .endOfGlobalWindow)
    #expect(try time(of: KafkaRecord(value: "x", timestamp: .max)) == .endOfGlobalWindow)
  }

  @Test("Records move between windows")
  func windows() throws {
    let counts = try testPipeline { pipeline in
      pipeline.create(["1", "x", "70000"]).map { KafkaRecord(value: $0, timestamp: .epoch + .hours(1)) }
        .withEventTime("MoveToOwnTime", Self.eventTime)
        .windowed(by: .fixed(.minutes(1)))
        .map { _ in "all" }.countPerElement()
    }
    for minute in [0, 1, 60] {
      let start = Timestamp.epoch + .minutes(minute)
      #expect(counts.elements(in: start..<start + .minutes(1)).map(\.value) == [1])
    }
  }
}
