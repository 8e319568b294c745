import BeamModel
import Rows

/// The windowing strategies of a pipeline that is being translated. Equal strategies share one id.
struct WindowingTable {
  /// The strategies' messages, by id.
  private(set) var strategies: [String: BeamProto.WindowingStrategy] = [:]
  private var ids: [Key: String] = [:]

  private struct Key: Hashable {
    let strategy: WindowingStrategy
    let isReshuffle: Bool
  }

  /// Returns the id of a strategy, and adds the strategy if it is new.
  /// - Parameter isReshuffle: whether the strategy is that of a reshuffle's parts: it has the same windows, but fires at once, and
  ///   no element is late.
  mutating func id(
    of strategy: WindowingStrategy, isReshuffle: Bool = false, coders: inout CoderTable, environment: String
  ) -> String {
    if let known = ids[Key(strategy: strategy, isReshuffle: isReshuffle)] { return known }
    let id = "w\(ids.count)"
    ids[Key(strategy: strategy, isReshuffle: isReshuffle)] = id
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
      guard isReshuffle else { return }
      $0.trigger = .with { $0.trigger = .always(BeamProto.Trigger.Always()) }
      $0.accumulationMode = .discarding
      $0.outputTime = .earliestInPane
      $0.allowedLateness = Timestamp.max.milliseconds
    }
    return id
  }
}
