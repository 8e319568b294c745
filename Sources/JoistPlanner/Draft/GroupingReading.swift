import BeamModel
import JoistPlan

extension Grouping {
  /// How a step groups, from the windowing of its input.
  init(_ step: DraftStep, _ draft: Draft) throws(PlannerError) {
    let windowing = try draft.windowing(ofCollection: try step.onlyInput())
    self.init(
      content: step.kind == .groupByKey ? .values : .accumulators, allowedLateness: windowing.allowedLateness,
      accumulation: windowing.accumulationMode == .accumulating ? .accumulating : .discarding)
    trigger = try Trigger(windowing.trigger, of: step)
    if windowing.mergeStatus == .needsMerge { sessionGap = try Self.sessionGap(windowing.windowFn, of: step) }
    switch windowing.outputTime {
    case .earliestInPane: outputTime = .earliest
    case .latestInPane: outputTime = .latest
    default: break
    }
    if windowing.onTimeBehavior == .fireIfNonempty { onTime = .ifNonempty }
    if windowing.closingBehavior == .emitAlways { closing = .always }
  }

  /// Whether to combine before the shuffle. Sessions have no gain from it, since nearly every element has a window of its own.
  var liftsCombiners: Bool { trigger.allowsLifting && outputTime == .endOfWindow && sessionGap == nil }

  private static func sessionGap(
    _ windowFn: BeamProto.FunctionSpec?, of step: DraftStep
  ) throws(PlannerError) -> Int64 {
    guard let windowFn, windowFn.urn == BeamProto.SessionWindowsPayload.properties,
      let gap = try? BeamProto.SessionWindowsPayload(serializedBytes: windowFn.payload).gapSize,
      let milliseconds = gap.milliseconds, milliseconds > 0
    else {
      throw PlannerError(
        step: step.name, "it merges windows of \(windowFn?.urn ?? "no function"), which this engine cannot")
    }
    return milliseconds
  }
}

extension GoogleProto.Duration {
  /// The duration in milliseconds, rounded down; nil if it exceeds 64 bits.
  fileprivate var milliseconds: Int64? {
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    return overflow ? nil : whole &+ Int64(nanos) / 1_000_000
  }
}
