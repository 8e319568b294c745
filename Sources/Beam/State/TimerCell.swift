import Rows

/// When a timer fires.
package enum TimerDomain: Sendable {
  /// When the input watermark has passed its time.
  case eventTime
  /// When the processing time has reached it.
  case processingTime
  /// When its window expires. It is not set.
  case expiration
}

/// A timer of a function, or a family of them, in one key group.
package final class TimerCell: StateCell {
  /// What a bundle did to a timer last.
  struct Change {
    enum Status {
      case untouched, set, cleared
    }

    var status = Status.untouched
    /// When it fires next, and the timestamp of its outputs.
    var time: Int64 = 0
    var hold: Int64 = 0
  }

  private struct Tag: Hashable {
    let slot: Int
    // Strings would be equal if they look the same; on the way to the engine they are bytes.
    let bytes: [UInt8]

    init(slot: Int, tag: String) {
      self.slot = slot
      bytes = Array(tag.utf8)
    }
  }

  /// The output timestamp of a timer that does not hold the watermark.
  static var noHold: Int64 { Timestamp.max.milliseconds }

  package let domain: TimerDomain
  /// The index of its family among those of the function, by ascending name.
  @exclusivity(unchecked) var family = 0
  /// Called when a timer is set that is due already.
  var whenDue: (_ slot: Int, _ call: DueCall) -> Void = { _, _ in }
  // SAFETY: as for `KeyScope`.
  /// The changes: those of timers without a tag by slot, those of others in the order of their first change.
  @exclusivity(unchecked) private var plain: [Change] = []
  @exclusivity(unchecked) private var tagged: [(slot: Int, tag: String, change: Change)] = []
  @exclusivity(unchecked) private var numbers: [Tag: Int] = [:]

  init(_ domain: TimerDomain) {
    self.domain = domain
    super.init()
  }

  // MARK: Calls of the function

  /// Sets a timer of the current key and window.
  /// - Parameters:
  ///   - hold: the timestamp of its outputs; nil for the usual one.
  func set(_ time: Int64, hold: Int64?, tag: String = "") {
    guard let scope, scope.slot >= 0 else { return attempt { throw StateOutsideOfCall() } }
    let slot = scope.slot
    do {
      guard let output = try output(of: time, hold: hold, in: scope.window(slot), scope) else { return }
      self[slot, tag] = Change(status: .set, time: time, hold: output)
      if isDue(time, scope) { whenDue(slot, DueCall(family: family, tag: tag, time: time, hold: output)) }
    } catch {
      attempt { throw error }
    }
  }

  /// The output timestamp of a timer that is set to a time; nil if the timer would never fire.
  private func output(
    of time: Int64, hold: Int64?, in window: IntervalWindow, _ scope: KeyScope
  ) throws(TimerRefused) -> Int64? {
    // The window is gone when the call returns.
    if scope.isExpiring { return nil }
    let expiry = scope.expiry(of: window)
    switch domain {
    case .eventTime: if time > expiry { throw .afterExpiry(time, window) }
    case .processingTime: if scope.isPassed(expiry) { return nil }
    case .expiration: break
    }
    if hold == nil, domain == .eventTime {
      // The results of a timer that is due already are no more late than the current element.
      return max(time, scope.isPassed(time) ? scope.currentTime() : Timestamp.min.milliseconds)
    }
    if hold == Self.noHold { return hold }
    let current = scope.currentTime()
    guard let hold else { return min(current, expiry) }
    if hold < current { throw .outputBefore(hold, current) }
    if hold > expiry { throw .outputAfterExpiry(hold, window) }
    return hold
  }

  /// Clears a timer of the current key and window.
  func clear(tag: String = "") {
    guard let scope, scope.slot >= 0 else { return attempt { throw StateOutsideOfCall() } }
    self[scope.slot, tag] = Change(status: .cleared)
  }

  private func isDue(_ time: Int64, _ scope: KeyScope) -> Bool {
    domain == .eventTime ? scope.isPassed(time) : time <= scope.processingTime
  }

  // MARK: Calls of the operator

  /// The change of a timer; untouched if there is none.
  subscript(slot: Int, tag: String) -> Change {
    get {
      if tag.isEmpty { return slot < plain.count ? plain[slot] : Change() }
      return numbers[Tag(slot: slot, tag: tag)].map { tagged[$0].change } ?? Change()
    }
    set {
      if tag.isEmpty {
        while plain.count <= slot { plain.append(Change()) }
        plain[slot] = newValue
      } else if let number = numbers[Tag(slot: slot, tag: tag)] {
        tagged[number].change = newValue
      } else {
        numbers[Tag(slot: slot, tag: tag)] = tagged.count
        tagged.append((slot, tag, newValue))
      }
    }
  }

  /// Visits the timers that have changed.
  func forEachChange(_ body: (_ slot: Int, _ tag: String, _ change: Change) -> Void) {
    for slot in plain.indices where plain[slot].status != .untouched { body(slot, "", plain[slot]) }
    for timer in tagged { body(timer.slot, timer.tag, timer.change) }
  }

  package override func abort() {
    plain.removeAll(keepingCapacity: plain.count <= 1 << 14)
    tagged = []
    numbers = [:]
  }
}

/// A timer cannot be set as a function asks.
public enum TimerRefused: Error, CustomStringConvertible {
  /// The time is after the expiry of the window.
  case afterExpiry(Int64, IntervalWindow)
  /// The output timestamp is before that of the current element or timer.
  case outputBefore(Int64, Int64)
  /// The output timestamp is after the expiry of the window.
  case outputAfterExpiry(Int64, IntervalWindow)

  /// The reason, and the remedy.
  public var description: String {
    switch self {
    case .afterExpiry(let time, let window):
      """
      a timer was set to \(Timestamp(milliseconds: time)), after its window \(window) expires, so it would never fire; set it \
      no later than the window's end plus the allowed lateness
      """
    case .outputBefore(let output, let current):
      """
      a timer was set with the output timestamp \(Timestamp(milliseconds: output)), which is before that of the current \
      element, \(Timestamp(milliseconds: current)); its results could be late
      """
    case .outputAfterExpiry(let output, let window):
      """
      a timer was set with the output timestamp \(Timestamp(milliseconds: output)), which is after its window \(window) expires
      """
    }
  }
}
