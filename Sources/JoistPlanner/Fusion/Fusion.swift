/// Cuts a pipeline into stages.
///
/// Roots are impulses, groupings, redistributions and splittable steps at their work. A stage is all that is reached from a
/// root up to the next cuts; what several roots reach through a flatten is part of each of their stages, so that a flatten
/// costs nothing (its inputs are *unzipped*).
struct Fusion {
  /// The stages, one for each root, in the order of the roots.
  let stages: [FusedStage]

  init(of draft: Draft) throws(PlannerError) {
    var readers: [String: [Int]] = [:]
    for (place, step) in draft.steps.enumerated() {
      for input in Set(step.inputs) { readers[input, default: []].append(place) }
    }
    var stages: [FusedStage] = []
    for step in draft.steps where step.kind?.isRoot ?? false {
      stages.append(try Self.stage(of: step, draft.steps, readers))
    }
    self.stages = stages
  }

  private static func stage(
    of root: DraftStep, _ steps: [DraftStep], _ readers: [String: [Int]]
  ) throws(PlannerError) -> FusedStage {
    let processes = root.kind == .processRestrictions
    let source = processes ? try root.onlyInput() : try root.onlyOutput()
    var reached: Set<Int> = []
    var open = processes ? root.outputs : [source]
    while let collection = open.popLast() {
      for reader in readers[collection] ?? [] where reached.insert(reader).inserted {
        if !(steps[reader].kind?.isCut ?? false) { open += steps[reader].outputs }
      }
    }
    let sorted = reached.sorted().map { steps[$0] }
    let members = sorted.filter { !($0.kind?.isCut ?? false) }
    return FusedStage(
      root: root, source: source, members: processes ? [root] + members : members,
      cuts: sorted.filter { $0.kind?.isCut ?? false })
  }
}
