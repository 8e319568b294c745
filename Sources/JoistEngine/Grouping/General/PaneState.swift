import JoistPlan

/// The state of one key and window under a trigger.
struct PaneState: Sendable {
  /// The state of the trigger.
  var trigger: TriggerState
  /// The index of the next pane.
  var index: Int64 = 0
  /// The index of the next pane that is not early.
  var nonSpeculativeIndex: Int64 = 0
  /// Whether elements have arrived since the last pane.
  var hasNew = false
  /// The timestamp of the next pane, at which the state holds the output watermark; nil if no element since the last pane could hold
  /// the watermark.
  var hold: Int64?
  /// Whether the hold is in the machine's heap of holds.
  var isHolding = false
  /// The window's expiry, if the state holds the output watermark there, so that the next pane is not too late for a later grouping.
  var expiryHold: Int64?
  /// The processing time for which a timer is set; nil if there is none.
  var timer: Int64?
  /// Whether the state waits for its trigger to be looked at.
  var isTouched = false

  init(trigger: TriggerState) { self.trigger = trigger }

  /// Describes the next pane.
  /// - Parameters:
  ///   - isPastEnd: whether the input watermark has passed the end of the window.
  ///   - isAtEnd: whether it has passed the end just now, so that the output watermark has not yet.
  ///   - isLast: whether no other pane will follow.
  func nextPane(isPastEnd: Bool, isAtEnd: Bool, isLast: Bool) -> Pane {
    var pane = Pane(timing: .early, isFirst: index == 0, isLast: isLast, index: index, nonSpeculativeIndex: -1)
    if isPastEnd {
      // The hold keeps the output watermark before the end of the window.
      let isOnTime = nonSpeculativeIndex == 0 && (isAtEnd || hold != nil)
      pane.timing = isOnTime ? .onTime : .late
      pane.nonSpeculativeIndex = nonSpeculativeIndex
    }
    return pane
  }

  /// Counts a pane that was emitted.
  mutating func noteEmitted(_ pane: Pane) {
    index += 1
    if pane.timing != .early { nonSpeculativeIndex += 1 }
  }
}
