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
  /// How much to explain of how a pipeline would run.
  package enum Explanation: Sendable {
    /// No explanation: the text is empty.
    case none
    /// The author's steps, and what an operator needs to know.
    case outline
    /// The phases of planning and the plan.
    case plan
  }

  /// The explanation that was asked for.
  package let explanation: String
  /// The checks, clean-ups and reports of the pipeline's connectors.
  package let hooks: JobHooks
  /// How the pipeline's steps are shown.
  package let display: StepDisplay

  /// Translates and plans a pipeline. The pipeline must not be changed afterwards.
  /// - Parameter explains: which explanation to make.
  /// - Throws: `GraphError` or `PlannerError` for a pipeline that cannot run.
  package init(_ pipeline: Pipeline, explains: Explanation = .none) throws {
    let options = PlannerOptions(keepsPhases: explains == .plan, features: .state)
    let planned = try Planner.plan(pipeline.portable(), options: options)
    plan = planned.plan
    hooks = JobHooks(pipeline)
    display = StepDisplay(planned.steps)
    explanation =
      switch explains {
      case .none: ""
      case .outline: Outline(pipeline, planned, display).text
      case .plan: planned.description
      }
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
