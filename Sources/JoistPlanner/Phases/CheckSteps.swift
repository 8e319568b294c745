import BeamModel
import JoistPlan

/// Checks that the engine supports every step and requirement of a pipeline.
struct CheckSteps: Phase {
  let name = "check"
  let summary = "refuse requirements, steps and windowing that the engine does not support"

  /// The features of the target engine.
  let features: EngineFeatures

  /// The requirements that the engine meets.
  private var requirements: Set<String> {
    var met: Set<String> = [
      BeamProto.StandardRequirements.requiresSplittableDofn, BeamProto.StandardRequirements.requiresBundleFinalization,
    ]
    if features.contains(.state) {
      met.insert(BeamProto.StandardRequirements.requiresStatefulProcessing)
      met.insert(BeamProto.StandardRequirements.requiresOnWindowExpiration)
      met.insert(BeamProto.StandardRequirements.requiresTimeSortedInput)
    }
    return met
  }

  func rewrite(_ draft: inout Draft) throws {
    for step in draft.steps {
      try check(step, draft)
      try checkCoders(step, draft)
    }
    // Steps are checked first because their errors name the step.
    let met = requirements
    for requirement in draft.requirements where !met.contains(requirement) {
      throw PlannerError("the pipeline requires \(requirement), which this engine does not support")
    }
  }

  private func check(_ step: DraftStep, _ draft: Draft) throws(PlannerError) {
    switch step.kind {
    case .impulse: try checkImpulse(step)
    case .testStream: _ = try TestStream(step, draft)
    case .parDo: try ParDoCheck(step, draft, features).check()
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
          ? "it has neither a URN nor subtransforms; give it one of them"
          : "this engine does not support the transform \(step.urn)")
    }
  }

  private func checkCoders(_ step: DraftStep, _ draft: Draft) throws(PlannerError) {
    for (id, use) in try PayloadCoders.of(step) where draft.coders[id] == nil {
      throw PlannerError(step: step.name, "it names \(use) \"\(id)\", which the pipeline does not have")
    }
  }

  private func checkImpulse(_ step: DraftStep) throws(PlannerError) {
    guard step.inputs.isEmpty else { throw PlannerError(step: step.name, "an impulse must have no input") }
    _ = try step.onlyOutput()
  }

  private func checkEnds(_ step: DraftStep) throws(PlannerError) {
    _ = try step.onlyInput()
    _ = try step.onlyOutput()
  }
}
