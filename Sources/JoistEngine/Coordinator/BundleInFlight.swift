import JoistPlan

/// A bundle or task that was handed out and neither committed nor failed: enough to take its input off the books, or to put
/// it back.
struct BundleInFlight: Sendable {
  /// What it was given.
  enum Input: Sendable {
    /// Elements of one lane.
    case elements(lane: Int, blocks: [PendingBlock])
    /// Restrictions; one that other bundles have begun is alone.
    case restrictions([PendingRestriction])
    /// Records; the units stand in the task.
    case records([PendingRecords])
  }

  /// What a bundle left, on its way to the pool.
  struct Continuation: Sendable {
    /// What the next bundle will be given.
    var pending: PendingRestriction
    /// When it may run, counted from `moment`.
    var resume: Residual.Resume
    /// When the run ended that left it, in processing time.
    var moment: Int64
    /// The number of the bundle that left it.
    var bundle: UInt64
    /// Its place in the pool, where it is there although its bundle is not committed yet.
    var ticket: UInt64?
  }

  /// The stage.
  let stage: Int
  /// See `Input`. Without the elements that the bundle left undone, once its run has ended.
  var input: Input
  /// The stage's input watermark when it was handed out.
  let inputWatermark: Int64
  /// Its number among all bundles of restrictions, or that of the last one before it.
  let reading: UInt64
  /// What it made; set when its run has ended.
  var result: BundleResult?
  /// Bytes that its deliveries hold; set when it begins to settle.
  var settlingBytes: Int?
  /// Whether all its deliveries have arrived: it waits only for earlier bundles of its lane.
  var isDelivered = false
  /// Set when its run has ended and left something of its only restriction.
  var continuation: Continuation?

  /// The restrictions that it was given.
  var restrictions: [PendingRestriction] {
    if case .restrictions(let all) = input { all } else { [] }
  }

  /// Those that it has begun; known once its run has ended.
  var begun: ArraySlice<PendingRestriction> { restrictions.dropLast(result?.undone ?? 0) }

  /// The lane that its outputs go to.
  var outputLane: Int {
    switch input {
    case .elements(let lane, _): lane
    case .restrictions(let all): all.first?.outputLane ?? 0
    case .records: 0
    }
  }

  /// The lane it belongs to: of several restrictions, none of which has another bundle, that of the first; a grouping task
  /// has none.
  var lane: LaneKey? {
    switch input {
    case .elements(let lane, _): LaneKey(stage: stage, lane: lane)
    case .restrictions(let all): all.first.map { LaneKey(stage: stage, lane: $0.restriction.lane) }
    case .records: nil
    }
  }
}
