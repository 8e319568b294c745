public import BeamModel
public import JoistPlan

/// The result of planning: what the engine and its workers run.
public struct PlannedPipeline: Sendable {
  /// The stages and edges that the engine runs.
  public let plan: Plan
  /// By stage, the bundle descriptor for a worker; nil for stages that the engine runs itself.
  ///
  /// A descriptor has one transform `source` (`beam:runner:source:v1`), and for the stage's outputs, in order,
  /// `sink/0`, `sink/1`, … (`beam:runner:sink:v1`). A sink on a keyed edge names the grouping step in its annotation
  /// `joist:grouping`.
  public let descriptors: [FnProto.ProcessBundleDescriptor?]
  /// By stage, the path of the step that a grouping stage implements; nil for other stages.
  public let groupings: [String?]
  /// By stage, its steps, producers first.
  public let steps: [[StepLine]]
  /// Stages that may contain a fan-out without a cut: all their elements come from one element, so one thread runs
  /// them.
  public let unspread: [StageID]
  /// A report of each phase; empty unless `PlannerOptions.keepsPhases`.
  public let phases: [PhaseReport]
}

extension PlannedPipeline: CustomStringConvertible {
  /// The reports of the phases, if kept, and the plan: the output of `--explain`.
  public var description: String {
    (phases.map(\.description) + [PlanText(planned: self).text]).joined(separator: "\n\n") + "\n"
  }
}
