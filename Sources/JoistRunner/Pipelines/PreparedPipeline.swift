public import Beam
import BeamModel
package import BeamWorker
package import JoistPlan
import JoistPlanner

/// A pipeline made ready for the embedded engine: translated to Beam's portable form, planned, and with its functions at
/// hand in this process.
package struct PreparedPipeline: Sendable {
  /// What the engine runs.
  package let plan: Plan
  /// What runs the functions.
  package var carrier: any Carrier
  /// What the phases of planning did, and the plan, as text: what `--explain` prints; empty unless asked for.
  package let explanation: String
  /// What its connectors want done before and after the job.
  package let hooks: JobHooks
  /// How its steps are shown.
  package let display: StepDisplay

  /// Prepares a pipeline, which must not be changed any more.
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
