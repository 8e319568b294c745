/// Replaces Beam's reshuffles, which are composites around a grouping by random keys, with a cut that deals elements to
/// all threads. Removes reshuffles without readers.
struct ReplaceReshuffles: Phase {
  let name = "replace reshuffles"
  let summary = "a reshuffle becomes a cut that deals elements to all threads"

  func rewrite(_ draft: inout Draft) throws {
    var read: Set<String> = []
    var kept: [DraftStep] = []
    for var step in draft.steps.reversed() {
      if step.kind == .reshuffle {
        guard read.contains(try step.onlyOutput()) else { continue }
        step.kind = .redistribute
        step.transform.spec = .with { $0.urn = StepKind.redistribute.urn }
        step.transform.subtransforms = []
      }
      read.formUnion(step.inputs)
      kept.append(step)
    }
    draft.steps = kept.reversed()
  }
}
