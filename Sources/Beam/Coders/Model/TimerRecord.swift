package import Rows

/// A timer that is set or cleared, as Beam's data plane carries it.
package struct TimerRecord<Key: Streamable, Window: PortableWindow>: Streamable {
  /// When a timer fires, and what it holds.
  package struct Setting: Equatable, Sendable {
    package var fires: Timestamp
    package var holds: Timestamp
    package var pane: PaneInfo

    package init(fires: Timestamp, holds: Timestamp, pane: PaneInfo) {
      self.fires = fires
      self.holds = holds
      self.pane = pane
    }
  }

  package var key: Key
  /// The timer's tag within its family.
  package var tag: String
  package var windows: [Window]
  /// Nil: the timer is cleared.
  package var setting: Setting?

  package init(key: Key, tag: String, windows: [Window], setting: Setting?) {
    self.key = key
    self.tag = tag
    self.windows = windows
    self.setting = setting
  }

  package static func encode(_ value: borrowing TimerRecord, into writer: inout RawWriter) {
    Key.encode(value.key, into: &writer)
    String.encode(value.tag, into: &writer)
    [Window].encode(value.windows, into: &writer)
    Bool.encode(value.setting == nil, into: &writer)
    guard let setting = value.setting else { return }
    Timestamp.encode(setting.fires, into: &writer)
    Timestamp.encode(setting.holds, into: &writer)
    PaneInfo.encode(setting.pane, into: &writer)
  }

  package static func decode(from reader: inout RawReader) throws(CoderError) -> TimerRecord {
    let key = try Key.decode(from: &reader)
    let tag = try String.decode(from: &reader)
    let windows = try [Window].decode(from: &reader)
    var setting: Setting?
    if try !Bool.decode(from: &reader) {
      let fires = try Timestamp.decode(from: &reader)
      let holds = try Timestamp.decode(from: &reader)
      setting = Setting(fires: fires, holds: holds, pane: try PaneInfo.decode(from: &reader))
    }
    return TimerRecord(key: key, tag: tag, windows: windows, setting: setting)
  }

  package static var coderSpec: CoderSpec {
    CoderSpec(urn: CoderURN.timer, components: [Key.coderSpec, Window.coderSpec])
  }
}
