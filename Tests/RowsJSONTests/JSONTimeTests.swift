import Rows
import RowsJSON
import Testing

/// Points in time: what the reader takes, and that it takes everything that the writer writes.
@Suite struct JSONTimeTests {
  private static let outOfRange =
    "the time is not between -290308-12-21T19:59:05.225Z and +294247-01-10T04:00:54.775Z"

  @Test(
    "A time outside Beam's range is refused, as a number and as a string",
    arguments: [
      "1755933141855875000", "9223372036854776", "-9223372036854776", "9223372036854775807", "-9223372036854775808",
      #""+294247-01-10T04:00:54.776Z""#, #""+999999-12-31T23:59:59.999Z""#, #""-290308-12-21T19:59:05.224Z""#,
      #""+294247-01-10T04:00:54.000-00:01""#,
    ])
  func outOfRange(value: String) {
    let text = #"{"id": "a", "event_ts": 5, "at": \#(value)}"#
    let hint = value.hasPrefix("\"") ? "" : "; a number must be in milliseconds"
    #expect(failure(Visit.self, text) == #"field "at": \#(Self.outOfRange)\#(hint) (byte 33)"#)
  }

  @Test(
    "The first and last times of Beam's range are read",
    arguments: [
      ("9223372036854775", Timestamp.max), ("-9223372036854775", .min),
      (#""+294247-01-10T04:00:54.775Z""#, .max), (#""-290308-12-21T19:59:05.225Z""#, .min), ("-0", .epoch),
    ])
  func ends(text: String, expected: Timestamp) throws {
    #expect(try read(Timestamp.self, text).get() == expected)
  }

  @Test(
    "Every timestamp that is written is read back",
    arguments: [
      Int64.min, Timestamp.min.milliseconds - 1, Timestamp.min.milliseconds, -62_167_219_200_001, -62_167_219_200_000,
      -1, 0, 253_402_300_799_999, 253_402_300_800_000, Timestamp.endOfGlobalWindow.milliseconds,
      Timestamp.max.milliseconds, Timestamp.max.milliseconds + 1, 1_755_933_141_855_875_000, Int64.max,
    ])
  func roundTrip(milliseconds: Int64) throws {
    let time = Timestamp(milliseconds: milliseconds)
    #expect(try JSONParser().decode(Timestamp.self, from: Bytes(json: time)) == time.clamped)
  }
}
