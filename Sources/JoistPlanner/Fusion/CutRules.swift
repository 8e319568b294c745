import JoistPlan

/// Decides which steps cannot run in the stage that makes their input.
enum CutRules {
  /// Why there must be a cut before a step; nil if it may be fused with the steps before it.
  ///
  /// A step with a cut runs in only one stage. So its state is never split over stages, and a step that waits for side
  /// inputs does not hold back others.
  static func reason(before step: DraftStep, _ needs: StepNeeds) -> CutReason? {
    switch step.kind {
    case .groupByKey, .mergeAccumulators: .grouping
    case .redistribute: .reshuffle
    case .processRestrictions: .restriction
    case .parDo where needs.isStateful: .state
    case .parDo where !needs.sideInputs.isEmpty: .sideInputs
    default: nil
    }
  }
}

extension StepKind {
  /// Whether the engine runs the step as a grouping stage.
  var isGrouping: Bool { self == .groupByKey || self == .mergeAccumulators }
}
