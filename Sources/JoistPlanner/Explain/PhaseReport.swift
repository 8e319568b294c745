/// What a phase did to a pipeline, as text.
public struct PhaseReport: Sendable, Hashable {
  /// The phase's name.
  public let name: String
  /// What it does, in a sentence.
  public let summary: String
  /// The steps that are no more, a line each.
  public let removed: [String]
  /// The steps that are new, a line each.
  public let added: [String]
}
