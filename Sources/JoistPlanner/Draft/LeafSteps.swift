import BeamModel

/// Expands composites into steps that the planner knows, or that have no parts.
enum LeafSteps {
  /// The steps within these roots, in the pipeline's order.
  static func of(
    _ roots: [String], _ transforms: [String: BeamProto.PTransform]
  ) throws(PlannerError) -> [DraftStep] {
    var leaves: [DraftStep] = []
    var seen: Set<String> = []
    var open = Array(roots.reversed())
    while let id = open.popLast() {
      guard let transform = transforms[id] else { throw PlannerError("there is no root transform \(id)") }
      let step = DraftStep(id: id, transform: transform)
      guard seen.insert(id).inserted else {
        throw PlannerError(step: step.name, "the transform \(id) is in the pipeline twice")
      }
      if step.kind != nil {
        leaves.append(step)
      } else if !transform.subtransforms.isEmpty {
        open += transform.subtransforms.reversed()
      } else if !isIdentity(transform) {
        leaves.append(step)
      }
    }
    return leaves
  }

  /// Whether a composite without parts only passes on its inputs, or nothing.
  private static func isIdentity(_ transform: BeamProto.PTransform) -> Bool {
    (transform.spec?.urn ?? "").isEmpty && Set(transform.outputs.values).isSubset(of: transform.inputs.values)
  }
}
