/// The time domain of a timer.
public enum TimeDomain: UInt8, Sendable, Hashable {
  /// The timer fires when the stage's input watermark has passed it.
  case eventTime
  /// The timer fires when the processing time has been reached.
  case processingTime
}

/// Identifies a timer of a stateful step.
public struct TimerAddress: Sendable, Hashable {
  /// The index of its family in `Stateful.timers`.
  public var family: Int
  /// Its dynamic tag within the family; empty for a family of one timer.
  public var tag: String
  /// The window that it belongs to.
  public var window: Window
  /// The encoded key that it belongs to.
  public var key: [UInt8]

  /// Makes an address from its parts.
  public init(family: Int, tag: String, window: Window, key: [UInt8]) {
    self.family = family
    self.tag = tag
    self.window = window
    self.key = key
  }

  /// Whether two addresses are the same. Tags are told apart by their bytes, as keys are; strings would be equal if they
  /// look the same.
  public static func == (a: TimerAddress, b: TimerAddress) -> Bool {
    a.family == b.family && a.key == b.key && a.window == b.window && a.tag.utf8.elementsEqual(b.tag.utf8)
  }

  /// Feeds the address to a hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(family)
    hasher.combine(key)
    hasher.combine(window)
    if tag.isEmpty { return }
    var tag = tag
    tag.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

/// When a timer fires, and what it holds until then.
public struct TimerSetting: Sendable, Hashable {
  /// The time at which it fires, in milliseconds of its domain.
  public var time: Int64
  /// The timestamp of its outputs, in milliseconds of event time. It holds the output watermark.
  public var hold: Int64

  /// Makes a setting.
  public init(time: Int64, hold: Int64) {
    self.time = time
    self.hold = hold
  }
}

/// A timer that is due.
public struct DueTimer: Sendable, Hashable {
  /// Which timer it is.
  public var address: TimerAddress
  /// When it was to fire.
  public var setting: TimerSetting

  /// Makes a due timer.
  public init(address: TimerAddress, setting: TimerSetting) {
    self.address = address
    self.setting = setting
  }
}

/// What a bundle did to a timer.
public struct TimerUpdate: Sendable, Hashable {
  /// Which timer it is.
  public var address: TimerAddress
  /// The new setting; nil if the timer fired or was cleared.
  public var setting: TimerSetting?

  /// Makes an update.
  public init(address: TimerAddress, setting: TimerSetting?) {
    self.address = address
    self.setting = setting
  }
}
