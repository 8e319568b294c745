import JoistPlan

/// A toy step that keeps a sum for each key and window, and sets timers.
public struct ToyState: Sendable {
  var windows: ToyWindows
  var stage: Stateful

  /// The families of timers, by index.
  enum Family {
    static let event = 0
    static let processing = 1
    static let expiry = 2
  }

  init(windows: ToyWindows, allowedLateness: Int64, hasExpiration: Bool) {
    self.windows = windows
    var timers = [
      Stateful.TimerFamily(name: "event", domain: .eventTime),
      Stateful.TimerFamily(name: "processing", domain: .processingTime),
    ]
    if hasExpiration { timers.append(Stateful.TimerFamily(name: "zexpiry", domain: .eventTime)) }
    stage = Stateful(
      states: ["sum"], timers: timers, expiration: hasExpiration ? Family.expiry : nil,
      allowedLateness: allowedLateness)
  }

  /// What a call of the function does.
  struct Effects {
    var emitted: [(value: ToyValue, time: Int64)] = []
    var timers: [(family: Int, tag: String, setting: TimerSetting?)] = []

    mutating func emit(_ number: Int64, at time: Int64) {
      emitted.append((ToyValue(origin: 0, sequence: 0, number: Int(number % 1000)), time))
    }
  }

  /// Processes an element.
  func process(_ number: Int, at time: Int64, in window: Window, _ sum: inout Int64) -> Effects {
    var effects = Effects()
    let number = Int64(number)
    sum += number
    effects.emit(number + sum, at: time)
    let expiry = window.expiry(allowedLateness: stage.allowedLateness)
    switch number % 6 {
    case 0:
      effects.timers = [(Family.event, "", TimerSetting(time: min(time + number % 37, expiry), hold: time))]
    case 1:
      let later = min(time + 20, expiry)
      effects.timers = [(Family.event, "t\(number % 5)", TimerSetting(time: later, hold: later))]
    case 2: effects.timers = [(Family.event, "", nil)]
    case 3: effects.timers = [(Family.processing, "", TimerSetting(time: number * 7, hold: time))]
    case 4: effects.timers = [(Family.processing, "", nil), (Family.event, "t1", nil)]
    default: sum = 0
    }
    return effects
  }

  /// Fires a timer.
  func fire(_ timer: DueTimer, _ sum: inout Int64) -> Effects {
    var effects = Effects()
    effects.emit(sum + Int64(timer.address.family) * 100, at: timer.setting.hold)
    let again = timer.setting.time + 10
    switch timer.address.family {
    case Family.event
    where sum % 3 == 0 && again <= min(300, timer.address.window.expiry(allowedLateness: stage.allowedLateness)):
      effects.timers = [(Family.event, timer.address.tag, TimerSetting(time: again, hold: again))]
    case Family.expiry: sum = 0
    default: break
    }
    return effects
  }

  /// How many of the due timers of a key group a bundle fires before it ends: most bundles fire all.
  static func firing(of due: Int, bundle: UInt64) -> Int { bundle % 5 == 0 ? due / 2 : due }

  /// Whether a watermark has passed a moment. At the end of time it has passed every moment.
  static func isPassed(_ moment: Int64, by watermark: Int64) -> Bool {
    watermark > moment || watermark >= EventTime.max
  }

  func isExpired(_ window: Window, at watermark: Int64) -> Bool {
    Self.isPassed(window.expiry(allowedLateness: stage.allowedLateness), by: watermark)
  }

  /// Whether the elements of a window are late, and whether they are dropped.
  func lateness(of window: Window, at watermark: Int64) -> (isLate: Bool, isDropped: Bool) {
    let isDropped = isExpired(window, at: watermark)
    return (isDropped || watermark > window.maxTimestamp && watermark < EventTime.max, isDropped)
  }
}
