import JoistPlan

/// What the coordinator knows of one stage.
struct StageState: Sendable {
  /// What kind of stage it is, and where its part of the coordinator's state stands.
  enum Part: Sendable {
    /// Emits its element at the start.
    case impulse
    /// Place in `Coordinator.elementQueues`.
    case elements(Int)
    /// Place in `Coordinator.restrictionPools`.
    case restrictions(Int)
    /// Place in `Coordinator.groupings`.
    case grouping(Int)
  }

  /// See `Part`.
  let part: Part
  /// Whether an impulse has emitted its element.
  var hasEmitted = false
  /// Its watermarks.
  var watermarks = StageWatermarks()
  /// What the restrictions of a splittable stage still hold.
  var source = SourceBacklog(unit: nil)
  /// Elements that came after the watermark had passed their window.
  var late = LateElements()
  /// The number of the last bundle of a restriction that was handed out here, among all such bundles; 0: none was.
  var lastReading: UInt64 = 0
  /// How often the progress rule let it run although a gate held it back.
  var gatesOpened = 0
  /// Elements committed so far, in and out.
  var elementsIn = 0
  var elementsOut = 0
}
