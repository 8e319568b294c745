public import BeamModel
import JoistPlan

/// Turns a portable pipeline into a plan for the engine.
///
/// Small phases rewrite the pipeline until it has only steps that the engine and its workers know. Fusion then divides
/// it into stages.
public enum Planner {
  /// The phases before fusion, in order.
  static func phases(_ options: PlannerOptions) -> [any Phase] {
    [
      CheckSteps(features: options.features), DropUnreachedSteps(), ReplaceReshuffles(), LiftCombiners(),
      ExpandSplittableSteps(),
    ]
  }

  /// Plans a pipeline.
  /// - Throws: `PlannerError` if the pipeline is malformed or needs something that the engine does not support.
  public static func plan(
    _ pipeline: BeamProto.Pipeline, options: PlannerOptions = PlannerOptions()
  ) throws -> PlannedPipeline {
    var draft = try Draft(pipeline)
    var explanation = Explanation(isKept: options.keepsPhases)
    explanation.begin(with: draft)
    for phase in phases(options) {
      try phase.rewrite(&draft)
      explanation.add(phase, draft)
    }
    let fused = try Fusion(of: draft, maxCopiedSteps: options.maxCopiedSteps).table
    var builder = PlanBuilder(draft: draft, fused: fused)
    return try builder.planned(explanation.phases)
  }
}
