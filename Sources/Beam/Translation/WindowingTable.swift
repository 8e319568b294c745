import BeamModel
import Rows

/// The windowing strategies of a pipeline under translation: equal ones once.
struct WindowingTable {
  /// The messages by id.
  private(set) var strategies: [String: BeamProto.WindowingStrategy] = [:]
  private var ids: [WindowingStrategy: String] = [:]

  /// The id of a strategy, which is added if it is new.
  mutating func id(of strategy: WindowingStrategy, coders: inout CoderTable, environment: String) -> String {
    if let known = ids[strategy] { return known }
    let id = "w\(ids.count)"
    ids[strategy] = id
    strategies[id] = .with {
      $0.windowFn = strategy.windowFn.portable
      $0.mergeStatus = .nonMerging
      $0.windowCoderID = coders.id(of: strategy.windowFn.windowCoder)
      $0.trigger = .with { $0.trigger = .default(BeamProto.Trigger.Default()) }
      $0.accumulationMode = strategy.accumulation == .accumulating ? .accumulating : .discarding
      $0.outputTime = .endOfWindow
      $0.closingBehavior = .emitIfNonempty
      $0.allowedLateness = strategy.allowedLateness.milliseconds
      $0.onTimeBehavior = .fireAlways
      $0.assignsToOneWindow = strategy.windowFn.assignsToOneWindow
      $0.environmentID = environment
    }
    return id
  }
}
