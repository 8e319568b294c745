import JoistPlan

/// The stages and cuts that are found while a pipeline is cut.
struct StageTable: Sendable {
  /// The stages, in the order in which they were found.
  private(set) var stages: [FusedStage] = []
  /// The cuts, in the order of the steps because of which they are there.
  private(set) var cuts: [Cut] = []
  /// The names that are taken, with the indices of stages in `stages`; nil for those of the engine.
  private var names: [CutPath: Int?] = [:]
  /// All of `cuts`.
  private var known: Set<Cut> = []

  /// The index of the stage that begins with a collection and has this name; it is made if there is none.
  /// - Throws: `PlannerError` if another step has the name.
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

  /// Takes a name.
  /// - Parameter stage: the index of its stage; nil for one of the engine's own.
  /// - Throws: `PlannerError` if the name is taken.
  mutating func take(_ name: CutPath, for stage: Int? = nil) throws(PlannerError) {
    guard names.updateValue(stage, forKey: name) == nil else {
      throw PlannerError(step: name.step, "two steps have this name; give each a name of its own")
    }
  }

  /// Adds a step to a stage, with the collections that it reads there.
  mutating func add(_ step: DraftStep, inputs: Set<String>, to stage: Int) { stages[stage].add(step, inputs: inputs) }

  /// Adds a cut, once.
  mutating func cut(_ writer: Cut.End, _ reader: Cut.End, _ collection: String, _ reason: CutReason) {
    let cut = Cut(writer: writer, reader: reader, collection: collection, reason: reason)
    if known.insert(cut).inserted { cuts.append(cut) }
  }
}
