/// When a window emits a pane for a key. Source: Beam's Trigger (beam_runner_api).
public indirect enum Trigger: Sendable, Hashable {
  /// Once the watermark has passed the end of the window, and again after each bundle with late elements.
  case `default`
  /// At the firings of `early`, when the watermark passes the end of the window, and then at the firings of `late`. Without
  /// `late` the trigger finishes at the end of the window.
  case afterEndOfWindow(early: Trigger?, late: Trigger?)
  /// At a processing time that follows from the time of the first element since the last firing.
  case afterProcessingTime([TimeTransform])
  /// When all workers have reached the processing time of the first element; here that is at once.
  case afterSynchronizedProcessingTime
  /// After this many elements.
  case afterCount(Int)
  /// At the firings of each trigger, one after the other.
  case afterEach([Trigger])
  /// When the first of the triggers fires.
  case afterAny([Trigger])
  /// When all triggers are ready.
  case afterAll([Trigger])
  /// At the firings of a trigger, which starts again whenever it finishes.
  case repeatedly(Trigger)
  /// At the firings of a trigger, until another one fires.
  case orFinally(Trigger, until: Trigger)
  /// After each bundle.
  case always
  /// Only when the window closes.
  case never

  /// The most nodes of a trigger.
  public static let mostNodes = 64

  /// The number of nodes in the engine's form of the trigger, which makes early and late triggers repeat.
  public var nodeCount: Int {
    switch self {
    case .default, .afterProcessingTime, .afterSynchronizedProcessingTime, .afterCount, .always, .never: 1
    case .afterEndOfWindow(nil, nil): 1
    case .afterEndOfWindow(let early, let late): 2 + (early?.nodeCount ?? 0) + (late.map { $0.nodeCount + 1 } ?? 0)
    case .afterEach(let parts), .afterAny(let parts), .afterAll(let parts): parts.reduce(1) { $0 + $1.nodeCount }
    case .repeatedly(let part): 1 + part.nodeCount
    case .orFinally(let main, let until): 1 + main.nodeCount + until.nodeCount
    }
  }

  /// How the processing time of a firing follows from that of an element.
  public enum TimeTransform: Sendable, Hashable {
    /// This many milliseconds later.
    case delay(milliseconds: Int64)
    /// The next multiple of a period, shifted by an offset, in milliseconds.
    case align(period: Int64, offset: Int64)

    /// The transformed time, in milliseconds.
    public func callAsFunction(_ time: Int64) -> Int64 {
      switch self {
      case .delay(let more): return time.addingReportingOverflow(more).overflow ? .max : time + more
      case .align(let period, let offset):
        guard period > 0 else { return time }
        // Wraps around at the ends of the range, where the multiple does not matter.
        let past = (time &- offset) % period
        let rest = past < 0 ? past + period : past
        let (next, overflow) = time.addingReportingOverflow(period - rest)
        return rest == 0 ? time : overflow ? .max : next
      }
    }
  }
}
