/// What a caller may want of a planning.
public struct PlannerOptions: Sendable, Hashable {
  /// Whether the planned pipeline keeps what each phase did, to be printed. It costs time and memory in large pipelines.
  public var keepsPhases: Bool

  /// Makes options.
  public init(keepsPhases: Bool = false) { self.keepsPhases = keepsPhases }
}
