import Beam
import Rows

/// A window with an encoding in Beam's model.
protocol PortableWindow: Streamable {
  /// The last moment in the window.
  var maxTimestamp: Timestamp { get }
}

extension IntervalWindow: PortableWindow {}

/// The global window, which Beam encodes in no bytes.
struct GlobalWindow: PortableWindow, Hashable, Sendable {
  init() {}
  var maxTimestamp: Timestamp { .endOfGlobalWindow }
  static func encode(_ value: borrowing GlobalWindow, into writer: inout RawWriter) {}
  static func decode(from reader: inout RawReader) throws(CoderError) -> GlobalWindow { GlobalWindow() }
  static var coderSpec: CoderSpec { CoderSpec(urn: CoderURN.globalWindow) }
}

/// A window of a kind that the runner does not know. Its last moment comes first, so that the runner can schedule it.
struct CustomWindow<Window: PortableWindow>: PortableWindow {
  var window: Window

  init(_ window: Window) { self.window = window }

  var maxTimestamp: Timestamp { window.maxTimestamp }

  static func encode(_ value: borrowing CustomWindow, into writer: inout RawWriter) {
    Timestamp.encode(value.window.maxTimestamp, into: &writer)
    Window.encode(value.window, into: &writer)
  }

  static func decode(from reader: inout RawReader) throws(CoderError) -> CustomWindow {
    _ = try Timestamp.decode(from: &reader)
    return CustomWindow(try Window.decode(from: &reader))
  }

  static var coderSpec: CoderSpec {
    CoderSpec(urn: CoderURN.customWindow, components: [Window.coderSpec])
  }
}
