import Testing

@testable import Rows

@Suite struct TimeTests {
  @Test("Arithmetic is clamped to Beam's range") func arithmetic() {
    #expect(Timestamp.epoch + .seconds(2) == Timestamp(milliseconds: 2_000))
    #expect(Timestamp.max + .seconds(2) == .max)
    #expect(Timestamp.min - .days(2) == .min)
    #expect(Timestamp.min.advanced(byMilliseconds: .min) == .min)
    #expect(Timestamp.max - Timestamp.epoch == .milliseconds(9_223_372_036_854_775))
    #expect(Timestamp.max - Timestamp.endOfGlobalWindow == .days(1))
  }

  @Test("Durations are rounded down to milliseconds") func durations() {
    #expect(Duration.minutes(2).milliseconds == 120_000)
    #expect(Duration.hours(1) == .minutes(60))
    #expect(Duration.nanoseconds(-1).milliseconds == -1)
    #expect(Duration.microseconds(1_999).milliseconds == 1)
  }

  @Test(
    "Times are described in UTC",
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (1_683_291_741_345, "2023-05-05T13:02:21.345Z"),
      (-1, "1969-12-31T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
      (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
    ])
  func descriptions(milliseconds: Int64, text: String) {
    #expect(Timestamp(milliseconds: milliseconds).description == text)
    #expect(Timestamp(text) == Timestamp(milliseconds: milliseconds))
  }

  @Test("Every time in Beam's range is made again from its description")
  func descriptionsAreParsed() {
    let limits: [Timestamp] = [.min, .max, .endOfGlobalWindow]
    for time in limits + limits.map({ $0 - .milliseconds(1) }) + limits.map({ $0 + .milliseconds(1) }) {
      #expect(Timestamp(time.description) == time)
    }
    #expect(limits.map(\.description) == ["-∞", "+∞", "end of global window"])
  }

  @Test(
    "Times are parsed with any offset and fraction",
    arguments: [
      "2024-05-05T13:02:00Z", "2024-05-05 13:02:00z", "2024-05-05t15:02:00.0009+02:00", "2024-05-05T09:32:00-0330",
    ])
  func parsed(text: String) {
    #expect(Timestamp(text) == Timestamp(milliseconds: 1_714_914_120_000))
  }

  @Test(
    "Texts that are no times are refused",
    arguments: [
      "", "2024-05-05", "13:02:00Z", "2024-05-05T13:02Z", "2024-05-05T13:02:00", "2024-02-30T13:02:00Z",
      "2024-05-05T24:00:00Z", "2024-05-05T13:02:00.Z", "2024-05-05T13:02:00Z ", "1714914120000", "∞",
    ])
  func refused(text: String) {
    #expect(Timestamp(text) == nil)
  }
}
