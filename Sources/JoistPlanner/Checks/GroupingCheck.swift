import BeamModel
import JoistPlan

/// Checks the input of a grouping: its elements are keys and values, and the engine supports the windowing.
struct GroupingCheck {
  private let step: DraftStep
  private let draft: Draft
  private let input: String

  init(_ step: DraftStep, _ draft: Draft) throws(PlannerError) {
    self.step = step
    self.draft = draft
    input = try step.onlyInput()
  }

  func check() throws(PlannerError) {
    guard try draft.pairCoders(ofCollection: input) != nil else {
      let urn = try draft.coder(ofCollection: input).spec?.urn ?? ""
      throw PlannerError(
        step: step.name, "it groups elements of the coder \(urn), not of \(BeamProto.StandardCoders.kv)")
    }
    try checkWindowing(try draft.windowing(ofCollection: input))
    if step.kind == .combinePerKey, try step.payload(BeamProto.CombinePayload.self).combineFn == nil {
      throw PlannerError(step: step.name, "it has no function")
    }
  }

  private func checkWindowing(_ windowing: BeamProto.WindowingStrategy) throws(PlannerError) {
    try WindowFnCheck.check(windowing.windowFn, of: step)
    _ = try Grouping(step, draft)
    guard [.nonMerging, .needsMerge, .alreadyMerged].contains(windowing.mergeStatus) else {
      throw unsupported(
        "has windows with the merge status \(windowing.mergeStatus)", "NON_MERGING, NEEDS_MERGE and ALREADY_MERGED")
    }
    guard [.endOfWindow, .earliestInPane, .latestInPane].contains(windowing.outputTime) else {
      throw unsupported(
        "uses the output timestamp \(windowing.outputTime)", "END_OF_WINDOW, EARLIEST_IN_PANE and LATEST_IN_PANE")
    }
    guard windowing.accumulationMode == .discarding || windowing.accumulationMode == .accumulating else {
      throw unsupported("uses the accumulation mode \(windowing.accumulationMode)", "DISCARDING and ACCUMULATING")
    }
    guard windowing.allowedLateness >= 0 else {
      throw PlannerError(step: step.name, "its allowed lateness is negative (\(windowing.allowedLateness) ms)")
    }
  }

  private func unsupported(_ what: String, _ supported: String) -> PlannerError {
    PlannerError(step: step.name, "it \(what), which this engine does not support yet; it supports \(supported)")
  }
}
