/// What a phase did to a pipeline.
public struct PhaseReport: Sendable, Hashable, CustomStringConvertible {
  /// The phase's name.
  public let name: String
  /// What it does, in a sentence.
  public let summary: String
  /// The steps that are no more.
  public let removed: [StepLine]
  /// The steps that are new.
  public let added: [StepLine]

  /// The name, and a line for each step that went (`-`) or came (`+`).
  public var description: String {
    if removed.isEmpty, added.isEmpty { return "\(name): nothing to do (\(summary))" }
    let lines = StepLine.columns(removed + added)
    return
      (["\(name): \(summary)"] + lines.prefix(removed.count).map { "  - \($0)" }
      + lines.dropFirst(removed.count).map { "  + \($0)" }).joined(separator: "\n")
  }
}
