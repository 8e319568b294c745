import JoistPlan

/// Which steps cannot run in the stage that makes their input.
enum CutRules {
  /// Why nothing may be fused with a step that stands before it; nil: it may.
  ///
  /// A stage that begins at such a step is its only one: state is never split over several stages, and a step that waits for its
  /// side inputs does not hold back others.
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
  /// Whether such a step is a stage of the engine's own that groups.
  var isGrouping: Bool { self == .groupByKey || self == .mergeAccumulators }
}
