/// Removes steps that no element can reach: those after no source, such as a flatten without inputs.
struct DropUnreachedSteps: Phase {
  let name = "drop unreached steps"
  let summary = "remove steps that no element can reach"

  func rewrite(_ draft: inout Draft) throws {
    var reached: Set<String> = []
    var kept: [DraftStep] = []
    for step in draft.steps {
      let inputs = step.mainInputs(try step.needs())
      guard step.kind?.isRoot == true || inputs.contains(where: reached.contains) else { continue }
      reached.formUnion(step.outputs)
      kept.append(step)
    }
    draft.steps = kept
  }
}
