import JoistPlan

/// Names a lane of a stage: a restriction through all its bundles, or one of the lanes of a stage of elements.
struct LaneKey: Hashable, Comparable, Sendable {
  /// The stage.
  var stage: Int
  /// The lane in it.
  var lane: Int

  /// By stage, then by lane.
  static func < (a: LaneKey, b: LaneKey) -> Bool { (a.stage, a.lane) < (b.stage, b.lane) }
}

/// The bundles of one lane that are under way. One of them may be running, the newest; those before it settle. They are
/// committed in order, and where one fails, those behind it have not happened either.
///
/// Begins with a lane's first bundle and ends when none is under way.
struct LaneChain: Sendable {
  /// What failed, until it may be put back.
  struct Failure: Sendable {
    /// Processing time before which it is not tried again.
    var retryAt: Int64
    /// The inputs of the bundles that failed or fell with them, oldest first.
    var inputs: [BundleInFlight.Input]
    /// Bundles that fell and are still at work; nothing is tried again before they have ended.
    var awaited = 0
  }

  /// The bundles under way, oldest first.
  var bundles: [BundleID] = []
  /// Whether the newest is still running.
  var isRunning = false
  /// Set by a failure, cleared when its input has been put back.
  var failure: Failure?

  /// Whether the lane may start another bundle, where so many may be under way.
  func mayStart(depth: Int) -> Bool { failure == nil && !isRunning && bundles.count < depth }

  /// Whether a failure's input may be put back.
  var mayPutBack: Bool { failure?.awaited == 0 && bundles.isEmpty }
}
