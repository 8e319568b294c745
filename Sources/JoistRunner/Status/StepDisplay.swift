package import JoistPlanner

/// Maps the steps that run to the steps that the author wrote.
///
/// Planning expands some steps: a splittable step becomes pair, split and process; a combine becomes precombine, merge and
/// extract. The status shows the original step with its input and output.
package struct StepDisplay: Sendable {
  /// The role of a running step within the step that is shown.
  private enum Part: Sendable, Hashable {
    /// It is shown under its own name.
    case whole
    /// It is not shown.
    case hidden
    /// It takes the input of the named step and is not shown itself.
    case head(of: String)
    /// It makes the output of the named splittable step.
    case body(of: String)
    /// It is shown under the name of the given step, of which it is the only visible part.
    case only(of: String)
  }

  /// The role of each step, by name; a step that is not listed is `whole`.
  private let parts: [String: Part]
  /// The names of the steps that are counted, by stage, producers first.
  let names: [[String]]

  /// Shows every running step under its own name.
  package static let plain = StepDisplay([])

  /// Maps the steps of a planned pipeline, given by stage.
  package init(_ steps: [[StepLine]]) {
    names = steps.map { $0.filter { !Self.uncounted.contains($0.kind) }.map(\.name) }
    parts = Dictionary(steps.joined().map { ($0.name, Self.part($0)) }) { first, _ in first }
  }

  /// The kinds of steps that a worker does not count, because they are not operators.
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

  /// The splittable step that a stage runs; nil: none.
  package func source(ofStage stage: Int) -> String? {
    for name in names[stage] {
      if case .body(let source)? = parts[name] { return source }
    }
    return nil
  }

  /// The steps to show, in the order of the running steps.
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
