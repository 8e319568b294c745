import JoistArguments
import Rows
import JoistKafka
import Testing

@testable import JoistTool

@Suite("joist datagen") struct DatagenTests {
  private static let stdout = ["--to", "stdout"]

  @Test("Options set the pace and the times of visits") func paceAndTimes() throws {
    let standard = try Datagen.parse(Self.stdout + [])
    #expect(standard.pacedIntervalNanos == 500_000_000)
    #expect(try Datagen.parse(Self.stdout + ["--rate", "max"]).pacedIntervalNanos == nil)
    #expect(try Datagen.parse(Self.stdout + ["--rate", "2000"]).pacedIntervalNanos == 500_000)
    #expect(try Datagen.parse(["--source", "batch"]).pacedIntervalNanos == nil)
    #expect(try Datagen.parse(["--source", "batch", "--rate", "10"]).pacedIntervalNanos == 100_000_000)
    let start = try #require(try Datagen.parse(Self.stdout + ["--start-time", "2024-01-01T00:00:00Z"]).startTime)
    #expect(start.timestamp.milliseconds == 1_704_067_200_000)
    #expect(try Datagen.parse(Self.stdout + ["--start-time", "5"]).startTime?.timestamp.milliseconds == 5)
  }

  @Test(
    "Invalid options are refused",
    arguments: [
      ["--num-users", "0"], ["--malformed-share", "1.5"], ["--rate", "0"], ["--rate", "fast"], ["--delay-seconds=-1"],
      ["--count=-1"], ["--files", "0"], ["--start-time", "yesterday"], ["--late-share", "nan"], ["--bogus"],
      ["--source", "both"], ["--late-seconds", "inf"],
    ])
  func refusals(arguments: [String]) {
    #expect { try Datagen.parse(Self.stdout + arguments) } throws: { Datagen.exitCode(for: $0) == .validationFailure }
  }

  @Test(
    "A topic needs brokers",
    .enabled(if: RunningBroker().addresses == nil, "a broker of 'joist up' runs on this machine"))
  func topicWithoutBrokers() throws {
    #expect { try Datagen.parse([]) } throws: { Datagen.fullMessage(for: $0).contains("--brokers HOST:PORT") }
    #expect(try Datagen.parse(["--source", "batch"]).kafka.brokers == nil)
    #expect(try Datagen.parse(["--brokers", "localhost:9092"]).destination.topic == "website-visit")
  }

  @Test("Options may be spelled with underscores, as in Beam") func underscores() throws {
    #expect(try Datagen.parse(Self.stdout + ["--num_users", "7", "--delay_seconds", "0"]).settings.userCount == 7)
  }
}
