/// Which of several stages reads next.
///
/// The one whose next restriction has the lowest watermark, so that sources go through event time side by side and few
/// windows are open; of equal ones that nearest to the sinks, so that what was begun is finished. One time in four it is the
/// one that has waited longest, so that a source which never falls silent cannot keep the others, or those that its own
/// elements come from, for ever.
struct ReadingOrder {
  /// One time in so many the longest wait decides.
  private static let fairness: UInt64 = 4

  private var lowest: (stage: Int, watermark: Int64)?
  private var longest: (stage: Int, lastTurn: UInt64)?

  /// Adds a stage that could read, those nearest to the sinks first.
  /// - Parameters:
  ///   - watermark: that of its next restriction.
  ///   - lastTurn: the number of its last bundle among the bundles of all these stages.
  mutating func add(_ stage: Int, watermark: Int64, lastTurn: UInt64) {
    if lowest.map({ watermark < $0.watermark }) ?? true { lowest = (stage, watermark) }
    if longest.map({ lastTurn < $0.lastTurn }) ?? true { longest = (stage, lastTurn) }
  }

  /// The stage with the lowest watermark; nil: none could read.
  var first: Int? { lowest?.stage }

  /// The stage that reads; nil: none could.
  /// - Parameter turn: how many bundles have been read so far.
  func choose(turn: UInt64) -> Int? {
    turn % Self.fairness == Self.fairness - 1 ? longest?.stage : lowest?.stage
  }
}
