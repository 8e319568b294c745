/// A step as a line of `--explain`.
public struct StepLine: Sendable, Hashable {
  /// The step's name in the pipeline.
  public let name: String
  /// The step's URN without the common prefix and the version.
  public let kind: String
  /// The collections that the step reads and makes: `c1, c2 -> c3`.
  public let ends: String

  init(_ step: DraftStep) {
    name = step.name
    let parts = step.urn.split(separator: ":")
    kind = parts.count == 4 ? String(parts[2]) : step.urn
    ends = ([step.inputs.joined(separator: ", "), "->"] + [step.outputs.joined(separator: ", ")])
      .filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// Lines of text with aligned columns.
  static func columns(_ lines: [StepLine]) -> [String] {
    let names = lines.map(\.name.count).max() ?? 0
    let kinds = lines.map(\.kind.count).max() ?? 0
    return lines.map { line in
      let padding = [names - line.name.count, kinds - line.kind.count].map { String(repeating: " ", count: $0) }
      return "\(line.name)\(padding[0])  \(line.kind)\(padding[1])  \(line.ends)"
    }
  }
}
