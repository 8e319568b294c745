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
      $0.mergeStatus =
        !strategy.windowFn.merges ? .nonMerging : strategy.isMerged || isReshuffle ? .alreadyMerged : .needsMerge
      $0.windowCoderID = coders.id(of: strategy.windowFn.windowCoder)
      $0.trigger = strategy.trigger.portable
      $0.accumulationMode = strategy.accumulation == .accumulating ? .accumulating : .discarding
      $0.outputTime = strategy.timestampCombiner.portable
      $0.closingBehavior = strategy.closingBehavior == .fireAlways ? .emitAlways : .emitIfNonempty
      $0.allowedLateness = strategy.allowedLateness.milliseconds
      $0.onTimeBehavior = strategy.onTimeBehavior == .fireAlways ? .fireAlways : .fireIfNonempty
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

extension WindowingStrategy.TimestampCombiner {
  /// The combiner in Beam's portable form.
  fileprivate var portable: BeamProto.OutputTime {
    switch self {
    case .endOfWindow: .endOfWindow
    case .earliest: .earliestInPane
    case .latest: .latestInPane
    }
  }
}
