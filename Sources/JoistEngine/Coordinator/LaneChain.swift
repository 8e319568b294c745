import JoistPlan

/// Identifies a lane of a stage: a restriction through all its bundles, or a lane of a stage of elements.
struct LaneKey: Hashable, Comparable, Sendable {
  /// The stage, as an index into the plan's stages.
  var stage: Int
  /// The lane within the stage.
  var lane: Int

  /// Orders by stage, then by lane.
  static func < (a: LaneKey, b: LaneKey) -> Bool { (a.stage, a.lane) < (b.stage, b.lane) }
}

/// The bundles of one lane that are under way. The newest may be running; those before it settle. They are committed in
/// order. If one fails, those after it are aborted.
///
/// A chain begins with a lane's first bundle and ends when none is under way.
struct LaneChain: Sendable {
  /// The input of failed bundles, until it may be put back.
  struct Failure: Sendable {
    /// The processing time before which it is not tried again.
    var retryAt: Int64
    /// The inputs of failed and aborted bundles, oldest first.
    var inputs: [BundleInFlight.Input]
    /// The number of aborted bundles that have not ended. Nothing is tried again before they have.
    var awaited = 0
  }

  /// The bundles under way, oldest first.
  var bundles: [BundleID] = []
  /// Whether the newest is still running.
  var isRunning = false
  /// Set by a failure, and cleared when its input has been put back.
  var failure: Failure?

  /// Whether the lane may start another bundle if `depth` bundles may be under way.
  func mayStart(depth: Int) -> Bool { failure == nil && !isRunning && bundles.count < depth }

  /// Whether a failure's input may be put back.
  var mayPutBack: Bool { failure?.awaited == 0 && bundles.isEmpty }
}
