public import JoistPlan

/// An event of the engine, as a value. Logs, tests and status views are made of these.
public enum LogEntry: Sendable {
  /// An impulse emitted its element.
  case impulse(StageID, ElementBlock)
  /// A bundle was handed out.
  case started(BundleTask)
  /// A grouping task was handed out.
  case startedGroups(GroupTask)
  /// A bundle's run ended before it had begun all of its input. Has the elements that are done and those that are
  /// pending again.
  case cut(BundleID, StageID, done: [ElementBlock], undone: [ElementBlock])
  /// A bundle's run ended, but its commit waits for deliveries or for earlier bundles of its lane.
  case settling(BundleID, StageID, BundleResult)
  /// A bundle was committed.
  case committed(BundleID, StageID, BundleResult)
  /// A grouping task was committed.
  case grouped(GroupResult)
  /// A bundle failed, or was aborted because an earlier one of its lane failed.
  case failed(BundleID, StageID)
  /// A stage's watermarks moved.
  case watermarks(StageID, input: Int64, output: Int64)
  /// The progress rule let a stage run although a gate held it back.
  case gateOpened(StageID, gate: String)
  /// The job was asked to stop.
  case stop
}
