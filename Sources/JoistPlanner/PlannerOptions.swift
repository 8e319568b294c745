/// Options of ``Planner/plan(_:options:)``.
public struct PlannerOptions: Sendable, Hashable {
  /// Whether the planned pipeline keeps a report of each phase. Costs time and memory in large pipelines.
  public var keepsPhases: Bool
  /// The features of the target engine. A pipeline that needs others is refused.
  public var features: EngineFeatures
  /// The most copies of steps that the planner makes to avoid a cut after a flatten. Above it, the flatten's elements
  /// are written to one shared stage.
  public var maxCopiedSteps: Int

  /// The default bound on copies of steps. A copy holds up to one batch of 32 KiB on each thread, in all 16 MiB a
  /// thread.
  ///
  /// It is high because a record's origin is lost at a cut, and a source cannot publish its position with the records.
  public static let defaultMaxCopiedSteps = 512

  /// The default options, except where others are given.
  public init(
    keepsPhases: Bool = false, features: EngineFeatures = [], maxCopiedSteps: Int = Self.defaultMaxCopiedSteps
  ) {
    self.keepsPhases = keepsPhases
    self.features = features
    self.maxCopiedSteps = maxCopiedSteps
  }
}
