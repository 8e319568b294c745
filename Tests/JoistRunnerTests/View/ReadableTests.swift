import Beam
import JoistPlan
import Testing

@testable import JoistRunner

@Suite struct ReadableTests {
  @Test(
    "Counts have thousands separators",
    arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-12_345, "-12,345")])
  func counts(value: Int, text: String) { #expect(Readable.count(value) == text) }

  @Test(
    "Bytes have decimal units",
    arguments: [
      (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (12_340, "12.3 kB"), (999_960, "1.0 MB"), (143_200_000, "143 MB"),
      (4_000_000_000, "4.0 GB"),
    ])
  func bytes(value: Int, text: String) { #expect(Readable.bytes(value) == text) }

  @Test("Rates have units", arguments: [(0.0, "0/s"), (3.4, "3/s"), (12_345, "12.3 k/s"), (2_500_000, "2.5 M/s")])
  func rates(value: Double, text: String) { #expect(Readable.rate(value) == text) }

  @Test(
    "Durations have one or two units",
    arguments: [
      (350, "350 ms"), (1250, "1.2 s"), (123_000, "2 m 03 s"), (3_720_000, "1 h 02 m"), (273_600_000, "3 d 04 h"),
    ])
  func durations(milliseconds: Int64, text: String) {
    #expect(ReadableDuration.text(milliseconds: milliseconds) == text)
  }

  @Test(
    "Times are in UTC",
    arguments: [
      (0, "1970-01-01 00:00:00"), (951_782_399_999, "2000-02-28 23:59:59"), (951_782_400_000, "2000-02-29 00:00:00"),
      (1_763_729_002_123, "2025-11-21 12:43:22"), (-1, "1969-12-31 23:59:59"),
      (4_107_542_400_000, "2100-03-01 00:00:00"),
    ])
  func moments(time: Int64, text: String) { #expect(Readable.moment(time) == text) }

  @Test("Watermarks at the ends of time are words") func watermarksAtTheEnds() {
    #expect(Readable.watermark(EventTime.min) == "start")
    #expect(Readable.watermark(EventTime.max) == "end")
    #expect(Readable.watermark(EventTime.endOfGlobalWindow) == "end")
  }
}
