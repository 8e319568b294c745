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
  /// A timer that a bundle has changed.
  struct Change {
    /// What has happened to it last.
    enum Status {
      case untouched, set, cleared
    }

    var status = Status.untouched
    var time: Int64 = 0
    var hold: Int64 = 0
    var slot = -1
    var tag = ""
  }

  private struct Tag: Hashable {
    let slot: Int
    let tag: String
  }

  /// The output timestamp of a timer that does not hold the watermark.
  static var noHold: Int64 { Timestamp.max.milliseconds }

  package let domain: TimerDomain
  /// The index of its family among those of the function, by ascending name.
  @exclusivity(unchecked) var family = 0
  /// Called when a timer is set that is due already.
  var whenDue: (_ family: Int, _ change: Change) -> Void = { _, _ in }
  // SAFETY: as for `KeyScope`.
  /// The changes: those of timers without a tag by slot, those of others in the order of their first change.
  @exclusivity(unchecked) private var plain: [Change] = []
  @exclusivity(unchecked) private var tagged: [Change] = []
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
    attempt {
      let slot = try slot()
      guard let scope else { return }
      let window = scope.window(slot)
      let expiry = scope.expiry(of: window)
      let current = scope.currentTime()
      if domain == .eventTime, time > expiry { throw TimerRefused.afterExpiry(time, window) }
      // No timer of processing time fires in an expired window.
      if domain == .processingTime, scope.isExpired(window) { return }
      if let hold, hold != Self.noHold {
        if hold < current { throw TimerRefused.outputBefore(hold, current) }
        if hold > expiry { throw TimerRefused.outputAfterExpiry(hold, window) }
      }
      let output = hold ?? (domain == .eventTime ? max(time, Timestamp.min.milliseconds) : min(current, expiry))
      let change = Change(status: .set, time: time, hold: output, slot: slot, tag: tag)
      self[slot, tag] = change
      if isDue(time) { whenDue(family, change) }
    }
  }

  /// Clears a timer of the current key and window.
  func clear(tag: String = "") {
    attempt {
      let slot = try slot()
      self[slot, tag] = Change(status: .cleared, slot: slot, tag: tag)
    }
  }

  private func isDue(_ time: Int64) -> Bool {
    guard let scope else { return false }
    return domain == .eventTime ? scope.isPassed(time) : time <= scope.processingTime
  }

  // MARK: Calls of the operator

  /// The change of a timer; untouched if there is none.
  subscript(slot: Int, tag: String) -> Change {
    get {
      if tag.isEmpty { return slot < plain.count ? plain[slot] : Change() }
      return numbers[Tag(slot: slot, tag: tag)].map { tagged[$0] } ?? Change()
    }
    set {
      if tag.isEmpty {
        while plain.count <= slot { plain.append(Change()) }
        plain[slot] = newValue
      } else if let number = numbers[Tag(slot: slot, tag: tag)] {
        tagged[number] = newValue
      } else {
        numbers[Tag(slot: slot, tag: tag)] = tagged.count
        tagged.append(newValue)
      }
    }
  }

  /// The changes of the key group.
  var changes: [Change] { plain.filter { $0.status != .untouched } + tagged }

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
