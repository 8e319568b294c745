/// Takes out what no element can ever reach: it descends from no impulse (a flatten of nothing).
struct DropUnreachedSteps: Phase {
  let name = "drop unreached steps"
  let summary = "take out steps that no element can reach"

  func rewrite(_ draft: inout Draft) throws {
    var reached: Set<String> = []
    draft.steps.removeAll { step in
      guard step.kind == .impulse || step.inputs.contains(where: reached.contains) else { return true }
      reached.formUnion(step.outputs)
      return false
    }
  }
}
