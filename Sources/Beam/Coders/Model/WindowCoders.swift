public import Rows

/// A window that travels in Beam's encoding.
package protocol PortableWindow: Streamable {
  /// The last moment in the window.
  var maxTimestamp: Timestamp { get }
}

extension IntervalWindow: Streamable {
  /// Beam's interval window: its end as eight bytes, then its length in milliseconds as a varint.
  public static func encode(_ value: borrowing IntervalWindow, into writer: inout RawWriter) {
    Timestamp.encode(value.end, into: &writer)
    writer.writeVarint(UInt64(bitPattern: value.end.milliseconds &- value.start.milliseconds))
  }

  /// Reads an interval window.
  public static func decode(from reader: inout RawReader) throws(CoderError) -> IntervalWindow {
    let end = try Timestamp.decode(from: &reader)
    let span = Int64(bitPattern: try reader.readVarint())
    return IntervalWindow(start: Timestamp(milliseconds: end.milliseconds &- span), end: end)
  }

  /// `beam:coder:interval_window:v1`.
  public static var coderSpec: CoderSpec { CoderSpec(urn: CoderURN.intervalWindow) }
}

extension IntervalWindow: PortableWindow {}

/// The one global window, as Beam encodes it: in no bytes at all.
package struct GlobalWindow: PortableWindow, Hashable, Sendable {
  package init() {}
  package var maxTimestamp: Timestamp { .endOfGlobalWindow }
  package static func encode(_ value: borrowing GlobalWindow, into writer: inout RawWriter) {}
  package static func decode(from reader: inout RawReader) throws(CoderError) -> GlobalWindow { GlobalWindow() }
  package static var coderSpec: CoderSpec { CoderSpec(urn: CoderURN.globalWindow) }
}

/// A window of a kind that a runner does not know: its last moment in front, so that the runner can time it all the same.
package struct CustomWindow<Window: PortableWindow>: PortableWindow {
  package var window: Window

  package init(_ window: Window) { self.window = window }

  package var maxTimestamp: Timestamp { window.maxTimestamp }

  package static func encode(_ value: borrowing CustomWindow, into writer: inout RawWriter) {
    Timestamp.encode(value.window.maxTimestamp, into: &writer)
    Window.encode(value.window, into: &writer)
  }

  package static func decode(from reader: inout RawReader) throws(CoderError) -> CustomWindow {
    _ = try Timestamp.decode(from: &reader)
    return CustomWindow(try Window.decode(from: &reader))
  }

  package static var coderSpec: CoderSpec {
    CoderSpec(urn: CoderURN.customWindow, components: [Window.coderSpec])
  }
}
