import JoistEngine
import JoistPlan

/// What a stage must know, as plain lists.
struct StageModel {
  /// Blocks that wait or are in flight at a stage of elements or a grouping, with the edge they came on, in the order of
  /// their commits.
  var blocks: [(edge: Int, block: ObjectIdentifier, hold: Int64, bytes: Int)] = []
  /// Records among them, by identity.
  var records: [ObjectIdentifier: RecordBlock] = [:]
  /// Fresh restrictions that wait or are in flight.
  var fresh: [(bytes: [UInt8], time: Int64)] = []
  /// Residuals that a committed bundle left and no committed bundle has taken.
  var residuals: [Residual] = []
  /// Whether an impulse has emitted its element.
  var hasEmitted = false
  /// Watermarks as the reference computes them.
  var input = EventTime.min
  var output = EventTime.min
  /// Watermarks as the log has them.
  var loggedInput = EventTime.min
  var loggedOutput = EventTime.min
  var groups: GroupModel?
  var state: StateModel?
  /// The order of blocks per lane and edge, for edges that keep it; lanes are what the log says of bundles.
  var dropped = 0
  /// Bundles that settle, with what they made.
  var settling: [(id: BundleID, result: BundleResult)] = []
  /// Panes fired so far.
  var panes: [ToyPane] = []
  /// What a sink has received, in the order of commits.
  var received: [(bytes: [UInt8], time: Int64)] = []
  /// Records accepted so far by key and window, for the properties at the end.
  var accepted: [PaneKey: [ToyValue]] = [:]
  var acceptedCount: [PaneKey: (sum: Int64, count: Int64)] = [:]
}

/// A key in a window.
struct PaneKey: Hashable {
  var key: Int
  var window: Window
}
