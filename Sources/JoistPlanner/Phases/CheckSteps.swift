import BeamModel

/// Refuses, by name, what the engine cannot run.
struct CheckSteps: Phase {
  let name = "check"
  let summary = "refuse requirements, steps and windowing that the engine does not know"

  /// The requirements that the engine meets.
  private static let requirements: Set<String> = [
    BeamProto.StandardRequirements.requiresSplittableDofn, BeamProto.StandardRequirements.requiresBundleFinalization,
  ]

  func rewrite(_ draft: inout Draft) throws {
    for step in draft.steps { try check(step, draft) }
    // Behind the steps: they say who needs what is missing.
    for requirement in draft.requirements where !Self.requirements.contains(requirement) {
      throw PlannerError("the pipeline requires \(requirement), which this engine does not support")
    }
  }

  private func check(_ step: DraftStep, _ draft: Draft) throws(PlannerError) {
    switch step.kind {
    case .impulse: try checkImpulse(step)
    case .parDo: try ParDoCheck(step).check()
    case .flatten: _ = try step.onlyOutput()
    case .assignWindows:
      try checkEnds(step)
      try WindowFnCheck.check(try step.payload(BeamProto.WindowIntoPayload.self).windowFn, of: step)
    case .groupByKey, .combinePerKey:
      try checkEnds(step)
      try GroupingCheck(step, draft).check()
    case .reshuffle: try checkEnds(step)
    default:
      throw PlannerError(
        step: step.name,
        step.urn.isEmpty
          ? "it has no URN and no parts, so nobody knows what it does"
          : "it is a \(step.urn), which this engine does not support")
    }
  }

  private func checkImpulse(_ step: DraftStep) throws(PlannerError) {
    guard step.inputs.isEmpty else { throw PlannerError(step: step.name, "an impulse has no input") }
    _ = try step.onlyOutput()
  }

  private func checkEnds(_ step: DraftStep) throws(PlannerError) {
    _ = try step.onlyInput()
    _ = try step.onlyOutput()
  }
}
