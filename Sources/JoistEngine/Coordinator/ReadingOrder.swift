/// Chooses the stage that reads next.
///
/// Usually that is the stage whose next restriction has the lowest watermark, so that sources advance through event
/// time together and few windows are open. Of stages with the same watermark it is the one nearest to the sinks, so
/// that restrictions are finished before more are begun. One time in four it is the stage that has waited longest, so
/// that a source which always has input cannot starve the others.
struct ReadingOrder {
  /// The longest wait decides one time in this many.
  private static let fairness: UInt64 = 4

  private var lowest: (stage: Int, watermark: Int64)?
  private var longest: (stage: Int, lastTurn: UInt64)?

  /// Adds a stage that could read. Add those nearest to the sinks first.
  /// - Parameters:
  ///   - watermark: the watermark of its next restriction.
  ///   - lastTurn: the number of its last bundle among the bundles of all these stages.
  mutating func add(_ stage: Int, watermark: Int64, lastTurn: UInt64) {
    if lowest.map({ watermark < $0.watermark }) ?? true { lowest = (stage, watermark) }
    if longest.map({ lastTurn < $0.lastTurn }) ?? true { longest = (stage, lastTurn) }
  }

  /// The stage with the lowest watermark; nil if none could read.
  var first: Int? { lowest?.stage }

  /// The stage that reads next; nil if none could.
  /// - Parameter turn: the number of bundles of restrictions so far.
  func choose(turn: UInt64) -> Int? {
    turn % Self.fairness == Self.fairness - 1 ? longest?.stage : lowest?.stage
  }
}
