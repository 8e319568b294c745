import JoistPlan

/// The stages and cuts found so far by ``Fusion``.
struct StageTable: Sendable {
  /// The stages, in the order in which they were found.
  private(set) var stages: [FusedStage] = []
  /// The cuts, in the order of the steps that cause them.
  private(set) var cuts: [Cut] = []
  /// The names in use, with the index of the stage in `stages`; nil for stages that the engine runs itself.
  private var names: [CutPath: Int?] = [:]
  /// The elements of `cuts`, to find duplicates.
  private var known: Set<Cut> = []

  /// The index of the stage with this name and root; adds the stage if it is missing.
  /// - Throws: `PlannerError` if another step uses the name.
  mutating func stage(
    _ name: CutPath, root: String, _ environment: String, _ begin: DraftStep, _ position: Int
  ) throws(PlannerError) -> Int {
    if case let index?? = names[name], stages[index].root == root,
      name.end != .input || stages[index].begin.id == begin.id
    {
      return index
    }
    try take(name, for: stages.count)
    stages.append(FusedStage(path: name, root: root, environment: environment, begin: begin, position: position))
    return stages.count - 1
  }

  /// Reserves a name.
  /// - Parameter stage: the index of its stage; nil for a stage that the engine runs itself.
  /// - Throws: `PlannerError` if the name is in use.
  mutating func take(_ name: CutPath, for stage: Int? = nil) throws(PlannerError) {
    guard names.updateValue(stage, forKey: name) == nil else {
      throw PlannerError(step: name.step, "two steps have this name; give each a different name")
    }
  }

  /// Adds a step to a stage, with the collections that it reads there.
  mutating func add(_ step: DraftStep, inputs: Set<String>, to stage: Int) { stages[stage].add(step, inputs: inputs) }

  /// Adds a cut unless it is already there.
  mutating func cut(_ writer: Cut.End, _ reader: Cut.End, _ collection: String, _ reason: CutReason) {
    let cut = Cut(writer: writer, reader: reader, collection: collection, reason: reason)
    if known.insert(cut).inserted { cuts.append(cut) }
  }
}
