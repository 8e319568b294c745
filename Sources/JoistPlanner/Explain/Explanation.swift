/// Collects reports of the phases.
struct Explanation {
  private let isKept: Bool
  private var lines: [StepLine] = []
  private(set) var phases: [PhaseReport] = []

  init(isKept: Bool) { self.isKept = isKept }

  /// Records the pipeline before the first phase.
  mutating func begin(with draft: Draft) {
    guard isKept else { return }
    lines = draft.steps.map(StepLine.init)
    phases = [PhaseReport(name: "pipeline", summary: "the steps, without composites", removed: [], added: lines)]
  }

  /// Records what a phase changed.
  mutating func add(_ phase: any Phase, _ draft: Draft) {
    guard isKept else { return }
    let after = draft.steps.map(StepLine.init)
    let (before, now) = (Set(lines), Set(after))
    phases.append(
      PhaseReport(
        name: phase.name, summary: phase.summary, removed: lines.filter { !now.contains($0) },
        added: after.filter { !before.contains($0) }))
    lines = after
  }
}
