import JoistPlan

/// The coordinator's state of one stage.
struct StageState: Sendable {
  /// The kind of a stage, with the index of its part of the coordinator's state.
  enum Part: Sendable {
    /// An impulse, which has no state of its own.
    case impulse
    case testStream(Int)
    /// An index in `Coordinator.elementQueues`.
    case elements(Int)
    /// An index in `Coordinator.restrictionPools`.
    case restrictions(Int)
    /// An index in `Coordinator.groupings`.
    case grouping(Int)
    /// An index in `Coordinator.statefuls`.
    case stateful(Int)
  }

  /// See `Part`.
  let part: Part
  /// Whether an impulse has emitted its element.
  var hasEmitted = false
  /// The stage's watermarks.
  var watermarks = StageWatermarks()
  /// The backlog of a splittable stage.
  var source = SourceBacklog(unit: nil)
  /// Elements that arrived after the watermark had passed the end of their window.
  var late = LateElements()
  /// The number of the stage's last bundle among all bundles of restrictions; 0 if there was none.
  var lastReading: UInt64 = 0
  /// How often the progress rule let the stage run although a gate held it back.
  var gatesOpened = 0
  /// Elements of committed bundles, in and out.
  var elementsIn = 0
  var elementsOut = 0
}
