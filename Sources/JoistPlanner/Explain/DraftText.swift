/// The steps of a pipeline that is being planned, as text.
enum DraftText {
  /// A line for each step: its name, what it is, and the collections that it reads and makes.
  static func lines(_ draft: Draft) -> [String] {
    draft.steps.map { step in
      let ends = [step.inputs, step.outputs].map { $0.joined(separator: ", ") }
      return "\(step.name)  \(shortened(step.urn))  \(ends[0]) -> \(ends[1])"
    }
  }

  /// A URN without its common beginning and version.
  static func shortened(_ urn: String) -> String {
    let parts = urn.split(separator: ":")
    return parts.count == 4 ? String(parts[2]) : urn
  }
}
