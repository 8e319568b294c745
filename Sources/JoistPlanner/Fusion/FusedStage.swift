/// A piece of a pipeline that runs as one: a root and everything that is reached from it without crossing a cut.
struct FusedStage: Sendable {
  /// The step that it begins behind, or, where that works on restrictions, with.
  let root: DraftStep
  /// The collection whose elements come in.
  let source: String
  /// The steps that a worker runs, producers first.
  let members: [DraftStep]
  /// The steps at which it ends: what they read is written to edges.
  let cuts: [DraftStep]
}

extension StepKind {
  /// Whether a stage begins at or behind such a step.
  var isRoot: Bool { self == .impulse || isCut }

  /// Whether a stage ends in front of such a step.
  var isCut: Bool { isGrouping || self == .redistribute || self == .processRestrictions }

  /// Whether such a step is a stage of the engine's own that groups.
  var isGrouping: Bool { self == .groupByKey || self == .mergeAccumulators }
}
