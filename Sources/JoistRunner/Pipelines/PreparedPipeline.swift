public import Beam
import BeamModel
package import BeamWorker
package import JoistPlan
import JoistPlanner

/// A pipeline that is ready for the embedded engine: translated to Beam's portable form and planned, with its functions in
/// this process.
package struct PreparedPipeline: Sendable {
  /// The plan that the engine runs.
  package let plan: Plan
  /// Runs the pipeline's functions.
  package var carrier: any Carrier
  /// The phases of planning and the plan as text, as `--explain` prints them; empty unless asked for.
  package let explanation: String
  /// The checks, clean-ups and reports of the pipeline's connectors.
  package let hooks: JobHooks
  /// How the pipeline's steps are shown.
  package let display: StepDisplay

  /// Translates and plans a pipeline. The pipeline must not be changed afterwards.
  /// - Parameter explains: whether to make the explanation.
  /// - Throws: `GraphError` or `PlannerError` for a pipeline that cannot run.
  package init(_ pipeline: Pipeline, explains: Bool = false) throws {
    let planned = try Planner.plan(pipeline.portable(), options: PlannerOptions(keepsPhases: explains))
    plan = planned.plan
    hooks = JobHooks(pipeline)
    display = StepDisplay(planned.steps)
    explanation = explains ? planned.description : ""
    carrier = InProcessCarrier(
      pipeline: pipeline, descriptors: planned.descriptors, groupings: planned.groupings)
  }
}

extension LocalJob {
  /// Makes a job that runs a pipeline on the embedded engine.
  /// - Throws: `GraphError` or `PlannerError` for a pipeline that cannot run.
  public convenience init(_ pipeline: Pipeline, options: JobOptions = JobOptions()) throws {
    let prepared = try PreparedPipeline(pipeline)
    self.init(prepared, options: options)
  }

  /// Makes a job that runs a prepared pipeline.
  package convenience init(_ prepared: PreparedPipeline, options: JobOptions) {
    self.init(
      plan: prepared.plan, carrier: prepared.carrier, options: options, hooks: prepared.hooks, display: prepared.display
    )
  }
}
