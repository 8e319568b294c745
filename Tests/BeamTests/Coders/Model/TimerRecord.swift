import Beam
import Rows

/// A timer that is set or cleared, as sent on Beam's data plane.
struct TimerRecord<Key: Streamable, Window: PortableWindow>: Streamable {
  /// When a timer fires, and the watermark that it holds.
  struct Setting: Equatable, Sendable {
    var fires: Timestamp
    var holds: Timestamp
    var pane: PaneInfo

    init(fires: Timestamp, holds: Timestamp, pane: PaneInfo) {
      self.fires = fires
      self.holds = holds
      self.pane = pane
    }
  }

  var key: Key
  /// The timer's tag within its family.
  var tag: String
  var windows: [Window]
  /// The setting; nil if the timer is cleared.
  var setting: Setting?

  init(key: Key, tag: String, windows: [Window], setting: Setting?) {
    self.key = key
    self.tag = tag
    self.windows = windows
    self.setting = setting
  }

  static func encode(_ value: borrowing TimerRecord, into writer: inout RawWriter) {
    Key.encode(value.key, into: &writer)
    String.encode(value.tag, into: &writer)
    [Window].encode(value.windows, into: &writer)
    Bool.encode(value.setting == nil, into: &writer)
    guard let setting = value.setting else { return }
    Timestamp.encode(setting.fires, into: &writer)
    Timestamp.encode(setting.holds, into: &writer)
    PaneInfo.encode(setting.pane, into: &writer)
  }

  static func decode(from reader: inout RawReader) throws(CoderError) -> TimerRecord {
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

  static var coderSpec: CoderSpec {
    CoderSpec(urn: CoderURN.timer, components: [Key.coderSpec, Window.coderSpec])
  }
}
