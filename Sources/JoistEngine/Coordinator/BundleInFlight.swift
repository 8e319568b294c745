import JoistPlan

/// A bundle or task that was handed out and has been neither committed nor failed, with all that is needed to take its
/// input off the books or to put it back.
struct BundleInFlight: Sendable {
  /// The input of a bundle or task.
  enum Input: Sendable {
    /// Elements of one lane.
    case elements(lane: Int, blocks: [PendingBlock])
    /// Restrictions. One that an earlier bundle has begun is alone.
    case restrictions([PendingRestriction])
    /// Records. The task itself has the units.
    case records([PendingRecords])
    /// Key groups of a stateful stage, and the lane of their outputs.
    case keyed(lane: Int, [KeyedWork])
  }

  /// What a bundle left of its restriction, before it is in the pool.
  struct Continuation: Sendable {
    /// The input of the next bundle.
    var pending: PendingRestriction
    /// When it may run, relative to `moment`.
    var resume: Residual.Resume
    /// The processing time at which the run ended that left it.
    var moment: Int64
    /// The number of the bundle that left it.
    var bundle: UInt64
    /// Its ticket, if it is in the pool before its bundle is committed.
    var ticket: UInt64?
  }

  /// The stage that it belongs to, as an index into the plan's stages.
  let stage: Int
  /// See `Input`. Once the run has ended, without the elements that the bundle has not begun.
  var input: Input
  /// The stage's input watermark when the bundle was handed out.
  let inputWatermark: Int64
  /// The number of bundles of restrictions that had been handed out, including this one.
  let reading: UInt64
  /// The result; set when the run has ended.
  var result: BundleResult?
  /// The memory of its deliveries, in bytes; set when it begins to settle.
  var settlingBytes: Int?
  /// Whether all deliveries have arrived, so that it waits only for earlier bundles of its lane.
  var isDelivered = false
  /// What is left of its only restriction; set when the run has ended and left something.
  var continuation: Continuation?

  /// Its restrictions; empty if its input is something else.
  var restrictions: [PendingRestriction] {
    if case .restrictions(let all) = input { all } else { [] }
  }

  /// The restrictions that it has begun; valid once the run has ended.
  var begun: ArraySlice<PendingRestriction> { restrictions.dropLast(result?.undone ?? 0) }

  /// The lane of its outputs.
  var outputLane: Int {
    switch input {
    case .elements(let lane, _): lane
    case .restrictions(let all): all.first?.outputLane ?? 0
    case .records: 0
    case .keyed(let lane, _): lane
    }
  }

  /// The lane to which it belongs; nil for a grouping task. A bundle of several restrictions belongs to the lane of the
  /// first, since none of them has another bundle.
  var lane: LaneKey? {
    switch input {
    case .elements(let lane, _): LaneKey(stage: stage, lane: lane)
    case .restrictions(let all): all.first.map { LaneKey(stage: stage, lane: $0.restriction.lane) }
    case .records: nil
    // The key group is in no other bundle.
    case .keyed(_, let work): work.first.map { LaneKey(stage: stage, lane: $0.group.keyGroup) }
    }
  }
}
