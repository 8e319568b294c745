package import Rows

/// An element with its timestamp, windows and pane: what Beam's data plane carries.
package struct WindowedValue<Value: Streamable, Window: PortableWindow>: Streamable {
  package var value: Value
  package var timestamp: Timestamp
  package var windows: [Window]
  package var pane: PaneInfo

  package init(_ value: Value, timestamp: Timestamp, windows: [Window], pane: PaneInfo) {
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

  package static func encode(_ value: borrowing WindowedValue, into writer: inout RawWriter) {
    encodeHeader(value, into: &writer)
    Value.encode(value.value, into: &writer)
  }

  package static func decode(from reader: inout RawReader) throws(CoderError) -> WindowedValue {
    let parts = try decodeHeader(from: &reader)
    return WindowedValue(
      try Value.decode(from: &reader), timestamp: parts.timestamp, windows: parts.windows, pane: parts.pane)
  }

  package static func encodeOuter(_ value: borrowing WindowedValue, into writer: inout RawWriter) {
    encodeHeader(value, into: &writer)
    Value.encodeOuter(value.value, into: &writer)
  }

  package static func decodeOuter(from reader: inout RawReader) throws(CoderError) -> WindowedValue {
    let parts = try decodeHeader(from: &reader)
    return WindowedValue(
      try Value.decodeOuter(from: &reader), timestamp: parts.timestamp, windows: parts.windows, pane: parts.pane)
  }

  /// Reads timestamp, windows and pane out of the payload of `beam:coder:param_windowed_value:v1`, whose elements are bare
  /// values: a windowed value of which only these parts count.
  /// - Returns: a function that makes a windowed value of a bare one.
  package static func parameterized(by payload: Bytes) throws(CoderError) -> (Value) -> WindowedValue {
    let parts = try payload.withUnsafeBytes { (bytes) throws(CoderError) in
      var reader = RawReader(bytes)
      return try decodeHeader(from: &reader)
    }
    return { WindowedValue($0, timestamp: parts.timestamp, windows: parts.windows, pane: parts.pane) }
  }

  package static var coderSpec: CoderSpec {
    CoderSpec(urn: CoderURN.windowedValue, components: [Value.coderSpec, Window.coderSpec])
  }
}
