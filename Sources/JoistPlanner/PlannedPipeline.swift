public import BeamModel
public import JoistPlan

/// A pipeline as the engine and its workers run it.
public struct PlannedPipeline: Sendable {
  /// What the engine runs.
  public let plan: Plan
  /// By stage, what a worker does in its bundles; nil for stages of the engine's own.
  ///
  /// A descriptor has one transform `source` (`beam:runner:source:v1`), and for the stage's outputs, in their order, `sink/0`,
  /// `sink/1`, … (`beam:runner:sink:v1`). A sink on a keyed edge names the grouping step in its annotation `joist:grouping`.
  public let descriptors: [FnProto.ProcessBundleDescriptor?]
  /// By stage, the path of the step that a grouping stage groups for; nil for other stages.
  public let groupings: [String?]
  /// By stage, its steps, producers first.
  public let steps: [[StepLine]]
  /// Stages that may hold a fan-out without a cut: all that they do comes from one element, so one thread runs it.
  public let unspread: [StageID]
  /// What each phase did; empty unless asked for.
  public let phases: [PhaseReport]
}

extension PlannedPipeline: CustomStringConvertible {
  /// What the phases did, as far as it was kept, and the plan: what `--explain` prints.
  public var description: String {
    (phases.map(\.description) + [PlanText(planned: self).text]).joined(separator: "\n\n") + "\n"
  }
}
