package import JoistPlanner

/// How the steps that run are shown as the steps that the author wrote.
///
/// Planning takes some steps apart: a splittable one becomes pair, split and process, a combine becomes precombine, merge
/// and extract. People see the one step, with what went into it and what came out.
package struct StepDisplay: Sendable {
  /// What a step that runs is of what is shown.
  private enum Part: Sendable, Hashable {
    /// A step of its own.
    case whole
    /// Not shown.
    case hidden
    /// Takes in what goes into a step; not shown itself.
    case head(of: String)
    /// Makes what comes out of a splittable step.
    case body(of: String)
    /// All that is seen of a step.
    case only(of: String)
  }

  /// By name; what is not named is a step of its own.
  private let parts: [String: Part]
  /// By stage, the steps that are counted, producers first.
  let names: [[String]]

  /// Shows steps as they are.
  package static let plain = StepDisplay([])

  /// Shows the steps of a planned pipeline, by stage.
  package init(_ steps: [[StepLine]]) {
    names = steps.map { $0.filter { !Self.uncounted.contains($0.kind) }.map(\.name) }
    parts = Dictionary(steps.joined().map { ($0.name, Self.part($0)) }) { first, _ in first }
  }

  /// Kinds that are no operators of a worker.
  private static let uncounted: Set<String> = ["flatten", "combine_per_key_precombine"]

  private static func part(_ step: StepLine) -> Part {
    let parent = step.name.lastIndex(of: "/").map { String(step.name[..<$0]) } ?? step.name
    return switch step.kind {
    case "impulse", "flatten", "sdf_split_and_size_restrictions", "combine_per_key_precombine",
      "combine_per_key_extract_outputs":
      .hidden
    case "sdf_pair_with_restriction": .head(of: parent)
    case "sdf_process_sized_element_and_restrictions": .body(of: parent)
    case "combine_per_key_merge_accumulators": .only(of: parent)
    default: .whole
    }
  }

  /// The splittable step that a stage begins with.
  package func source(ofStage stage: Int) -> String? {
    for name in names[stage] {
      if case .body(let source)? = parts[name] { return source }
    }
    return nil
  }

  /// The steps to be shown, in the order of those that run.
  func shown(_ steps: [StepStatus]) -> [StepStatus] {
    var inputs: [String: Int] = [:]
    for step in steps {
      if case .head(let name)? = parts[step.path] { inputs[name, default: 0] += step.elementsIn }
    }
    return steps.compactMap { step in
      var shown = step
      switch parts[step.path] ?? .whole {
      case .whole: break
      case .hidden, .head: return nil
      case .only(let name): shown.path = name
      case .body(let name):
        shown.path = name
        shown.elementsIn = inputs[name] ?? step.elementsIn
        shown.rate = step.outputRate
      }
      return shown
    }
  }
}
