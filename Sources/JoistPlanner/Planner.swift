public import BeamModel
import JoistPlan

/// Makes a plan for the engine of a portable pipeline.
///
/// A list of small phases rewrites the pipeline until only what the engine and its workers know is left; fusion then makes
/// stages of it.
public enum Planner {
  /// What is done to a pipeline before it is fused, in order.
  static func phases(_ options: PlannerOptions) -> [any Phase] {
    [
      CheckSteps(features: options.features), DropUnreachedSteps(), ReplaceReshuffles(), LiftCombiners(),
      ExpandSplittableSteps(),
    ]
  }

  /// Plans a pipeline.
  /// - Throws: `PlannerError` if the pipeline is not well-formed or needs what the engine does not have.
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
