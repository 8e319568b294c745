/// Takes out what no element can ever reach: it descends from no impulse (a flatten of nothing).
struct DropUnreachedSteps: Phase {
  let name = "drop unreached steps"
  let summary = "take out steps that no element can reach"

  func rewrite(_ draft: inout Draft) throws {
    var reached: Set<String> = []
    var kept: [DraftStep] = []
    for step in draft.steps {
      let inputs = step.mainInputs(try step.needs())
      guard step.kind == .impulse || inputs.contains(where: reached.contains) else { continue }
      reached.formUnion(step.outputs)
      kept.append(step)
    }
    draft.steps = kept
  }
}
