public import Rows

extension IntervalWindow: Streamable {
  /// Writes Beam's interval window: its end as eight bytes, then its length in milliseconds as a varint.
  public static func encode(_ value: borrowing IntervalWindow, into writer: inout RawWriter) {
    Timestamp.encode(value.end, into: &writer)
    writer.writeVarint(UInt64(bitPattern: value.end.milliseconds &- value.start.milliseconds))
  }

  /// Reads Beam's interval window.
  public static func decode(from reader: inout RawReader) throws(CoderError) -> IntervalWindow {
    let end = try Timestamp.decode(from: &reader)
    let span = Int64(bitPattern: try reader.readVarint())
    return IntervalWindow(start: Timestamp(milliseconds: end.milliseconds &- span), end: end)
  }

  /// `beam:coder:interval_window:v1`.
  public static var coderSpec: CoderSpec { CoderSpec(urn: CoderURN.intervalWindow) }
}
