/// What a phase changed in a pipeline.
public struct PhaseReport: Sendable, Hashable, CustomStringConvertible {
  /// The phase's name.
  public let name: String
  /// What the phase does, in a sentence.
  public let summary: String
  /// The steps that the phase removed.
  public let removed: [StepLine]
  /// The steps that the phase added.
  public let added: [StepLine]

  /// The name, and a line for each removed (`-`) and added (`+`) step.
  public var description: String {
    if removed.isEmpty, added.isEmpty { return "\(name): nothing to do (\(summary))" }
    let lines = StepLine.columns(removed + added)
    return
      (["\(name): \(summary)"] + lines.prefix(removed.count).map { "  - \($0)" }
      + lines.dropFirst(removed.count).map { "  + \($0)" }).joined(separator: "\n")
  }
}
