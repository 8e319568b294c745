import BeamModel

/// Takes composites apart, down to what the planner knows.
enum Leaves {
  /// The steps within these roots, in the order in which they stand.
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
        throw PlannerError(step: step.name, "the transform \(id) stands in the pipeline twice")
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

  /// Whether a composite only hands on what it was given, or nothing.
  private static func isIdentity(_ transform: BeamProto.PTransform) -> Bool {
    (transform.spec?.urn ?? "").isEmpty && Set(transform.outputs.values).isSubset(of: transform.inputs.values)
  }
}
