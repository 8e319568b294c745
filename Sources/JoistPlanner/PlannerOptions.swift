/// What a caller may want of a planning.
public struct PlannerOptions: Sendable, Hashable {
  /// Whether the planned pipeline keeps what each phase did, to be printed. It costs time and memory in large pipelines.
  public var keepsPhases: Bool
  /// What the engine that is planned for can do. A pipeline that needs more is refused.
  public var features: EngineFeatures
  /// How many copies of steps the planner makes at most so that nothing is written out after a flatten; beyond it, the flatten's
  /// elements are written to one stage that all share.
  public var maxCopiedSteps: Int

  /// The usual bound on copies of steps. A copy holds up to a batch of 32 KiB on each thread, so this is 16 MiB a thread.
  ///
  /// It is high on purpose: at a cut, a record's origin is lost, and a source cannot publish its position with the records.
  public static let usualMaxCopiedSteps = 512

  /// Makes options.
  public init(
    keepsPhases: Bool = false, features: EngineFeatures = [], maxCopiedSteps: Int = Self.usualMaxCopiedSteps
  ) {
    self.keepsPhases = keepsPhases
    self.features = features
    self.maxCopiedSteps = maxCopiedSteps
  }
}
