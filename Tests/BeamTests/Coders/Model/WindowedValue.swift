import Beam
import Rows

/// An element with its timestamp, windows and pane, as sent on Beam's data plane.
struct WindowedValue<Value: Streamable, Window: PortableWindow>: Streamable {
  var value: Value
  var timestamp: Timestamp
  var windows: [Window]
  var pane: PaneInfo

  init(_ value: Value, timestamp: Timestamp, windows: [Window], pane: PaneInfo) {
    self.value = value
    self.timestamp = timestamp
    self.windows = windows
    self.pane = pane
  }

  private static func encodeHeader(_ value: borrowing WindowedValue, into writer: inout RawWriter) {
    Timestamp.encode(value.timestamp, into: &writer)
    [Window].encode(value.windows, into: &writer)
    PaneInfo.encode(value.pane, into: &writer)
  }

  private typealias Parts = (timestamp: Timestamp, windows: [Window], pane: PaneInfo)

  private static func decodeHeader(from reader: inout RawReader) throws(CoderError) -> Parts {
    let timestamp = try Timestamp.decode(from: &reader)
    let windows = try [Window].decode(from: &reader)
    return (timestamp, windows, try PaneInfo.decode(from: &reader))
  }

  static func encode(_ value: borrowing WindowedValue, into writer: inout RawWriter) {
    encodeHeader(value, into: &writer)
    Value.encode(value.value, into: &writer)
  }

  static func decode(from reader: inout RawReader) throws(CoderError) -> WindowedValue {
    let parts = try decodeHeader(from: &reader)
    return WindowedValue(
      try Value.decode(from: &reader), timestamp: parts.timestamp, windows: parts.windows, pane: parts.pane)
  }

  static func encodeOuter(_ value: borrowing WindowedValue, into writer: inout RawWriter) {
    encodeHeader(value, into: &writer)
    Value.encodeOuter(value.value, into: &writer)
  }

  static func decodeOuter(from reader: inout RawReader) throws(CoderError) -> WindowedValue {
    let parts = try decodeHeader(from: &reader)
    return WindowedValue(
      try Value.decodeOuter(from: &reader), timestamp: parts.timestamp, windows: parts.windows, pane: parts.pane)
  }

  /// Reads the timestamp, windows and pane of `beam:coder:param_windowed_value:v1` from its payload. Its elements are bare values.
  /// - Returns: a function that turns a bare value into a windowed value.
  static func parameterized(by payload: Bytes) throws(CoderError) -> (Value) -> WindowedValue {
    let parts = try payload.withUnsafeBytes { (bytes) throws(CoderError) in
      var reader = RawReader(bytes)
      return try decodeHeader(from: &reader)
    }
    return { WindowedValue($0, timestamp: parts.timestamp, windows: parts.windows, pane: parts.pane) }
  }

  static var coderSpec: CoderSpec {
    CoderSpec(urn: CoderURN.windowedValue, components: [Value.coderSpec, Window.coderSpec])
  }
}
