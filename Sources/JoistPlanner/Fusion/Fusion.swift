import JoistPlan

/// Cuts a pipeline into stages of user code.
///
/// A stage begins with one collection, its root, and holds all that is reached from there up to the next cuts. A step that
/// several stages reach through a flatten is part of each of them, so that the flatten costs nothing (its inputs are *unzipped*),
/// unless the copies would be too many, or the step is one that `CutRules` keeps in a stage of its own.
struct Fusion {
  /// The stages, in the order in which they were found.
  private(set) var stages: [FusedStage] = []
  /// The cuts, in the order of the steps because of which they are there.
  private(set) var cuts: [Cut] = []

  private let maxCopiedSteps: Int
  private let tail: SharedTail
  /// The names that are taken, with the indices of stages in `stages`; nil for those of the engine.
  private var names: [CutPath: Int?] = [:]
  /// All of `cuts`.
  private var known: Set<Cut> = []
  /// By collection, the step that makes it.
  private var makers: [String: DraftStep] = [:]
  /// By collection, the stages in which its elements pass by.
  private var holders: [String: [Int]] = [:]
  /// By collection, the step of the engine's own that makes it, with its index.
  private var engineSteps: [String: (step: DraftStep, position: Int)] = [:]

  /// Cuts a pipeline.
  /// - Parameter maxCopiedSteps: how many copies of the steps that follow a flatten may be made.
  init(of draft: Draft, maxCopiedSteps: Int) throws(PlannerError) {
    self.maxCopiedSteps = maxCopiedSteps
    var needs: [StepNeeds] = []
    for step in draft.steps { needs.append(try step.needs()) }
    tail = SharedTail(draft.steps, needs)
    for (position, step) in draft.steps.enumerated() {
      for output in step.outputs { makers[output] = step }
      try add(step, needs[position], position)
    }
  }

  private mutating func add(_ step: DraftStep, _ needs: StepNeeds, _ position: Int) throws(PlannerError) {
    let reason = CutRules.reason(before: step, needs)
    switch (step.kind, reason) {
    case (.impulse, _):
      try take(CutPath(step: StepPath.of(step)), for: nil)
      engineSteps[try step.onlyOutput()] = (step, position)
    case (_, .grouping?):
      try take(CutPath(step: StepPath.of(step)), for: nil)
      let input = try step.onlyInput()
      for holder in try holders(of: input) { cut(.stage(holder), .engine(step.id), input, .grouping) }
      engineSteps[try step.onlyOutput()] = (step, position)
    case (_, .reshuffle?):
      let (input, output) = (try step.onlyInput(), try step.onlyOutput())
      let stage = try stage(CutPath(step: StepPath.of(step)), root: output, step, position)
      for holder in try holders(of: input) { cut(.stage(holder), .stage(stage), input, .reshuffle) }
      holders[output] = [stage]
    case (_, let reason?):
      join(step, [try begin(at: step, needs, reason, position): [try step.onlyMainInput(needs)]])
    case (_, nil):
      var joined: [Int: Set<String>] = [:]
      for input in Set(step.mainInputs(needs)).sorted() {
        for stage in try stages(for: step, reading: input, position) { joined[stage, default: []].insert(input) }
      }
      join(step, joined)
      if step.kind == .flatten { try share(step, joined.keys.sorted(), position) }
    }
  }

  /// - Parameter joined: the stages of which the step becomes part, and what it reads there.
  private mutating func join(_ step: DraftStep, _ joined: [Int: Set<String>]) {
    for (stage, inputs) in joined { stages[stage].add(step, inputs: inputs) }
    for output in step.outputs { holders[output] = joined.keys.sorted() }
  }

  // MARK: Where stages begin

  /// The stage that begins at a step, with the cuts that lead to it.
  private mutating func begin(
    at step: DraftStep, _ needs: StepNeeds, _ reason: CutReason, _ position: Int
  ) throws(PlannerError) -> Int {
    let input = try step.onlyMainInput(needs)
    let stage = try stage(CutPath(step: StepPath.of(step)), root: input, step, position)
    // The engine has no keys of what it makes: a worker takes them off.
    let writers = reason.isKeyed ? try holders(of: input).map { Cut.End.stage($0) } : writers(of: input)
    for writer in writers { cut(writer, .stage(stage), input, reason) }
    for view in step.views(needs) {
      for writer in self.writers(of: view.collection) {
        cut(writer, .stage(stage), view.collection, .view(view.name))
      }
    }
    return stage
  }

  /// The stages in which a step that needs no cut of its own reads a collection: those in which the collection passes by, or one
  /// in the step's environment.
  private mutating func stages(
    for step: DraftStep, reading input: String, _ position: Int
  ) throws(PlannerError) -> [Int] {
    var found: [Int] = []
    for holder in try holders(of: input) {
      guard !stages[holder].runs(in: step.environment) else {
        found.append(holder)
        continue
      }
      let stage = try stage(name(of: input, in: step.environment), root: input, step, position)
      let writer = engineSteps[input].map { Cut.End.engine($0.step.id) } ?? .stage(holder)
      cut(writer, .stage(stage), input, .environment)
      if !found.contains(stage) { found.append(stage) }
    }
    return found
  }

  /// Where too many stages would run a copy of what follows a flatten: one stage for all of them.
  private mutating func share(_ flatten: DraftStep, _ stages: [Int], _ position: Int) throws(PlannerError) {
    let output = try flatten.onlyOutput()
    guard stages.count > 1, tail.isLonger(than: maxCopiedSteps / (stages.count - 1), after: output) else { return }
    let shared = try stage(name(of: output), root: output, flatten, position)
    for stage in stages { cut(.stage(stage), .stage(shared), output, .flatten) }
    holders[output] = [shared]
  }

  // MARK: Names and cuts

  /// The stages in which a collection passes by. Of one that the engine makes, that is the stage right after it.
  private mutating func holders(of collection: String) throws(PlannerError) -> [Int] {
    guard let engine = engineSteps[collection] else { return holders[collection] ?? [] }
    let stage = try stage(name(of: collection), root: collection, engine.step, engine.position)
    cut(.engine(engine.step.id), .stage(stage), collection, .engine)
    return [stage]
  }

  /// What writes a collection to a reader that takes it as it is.
  private func writers(of collection: String) -> [Cut.End] {
    if let engine = engineSteps[collection] { return [.engine(engine.step.id)] }
    return (holders[collection] ?? []).map { .stage($0) }
  }

  /// The stage with a name; a new one where there is none.
  private mutating func stage(
    _ name: CutPath, root: String, _ begin: DraftStep, _ position: Int
  ) throws(PlannerError) -> Int {
    if case let index?? = names[name], name.end != .input, stages[index].root == root { return index }
    try take(name, for: stages.count)
    stages.append(FusedStage(path: name, root: root, begin: begin, position: position))
    return stages.count - 1
  }

  private mutating func take(_ name: CutPath, for stage: Int?) throws(PlannerError) {
    guard names.updateValue(stage, forKey: name) == nil else {
      throw PlannerError(step: name.step, "two steps have this name; give each a name of its own")
    }
  }

  private func name(of collection: String, in environment: String? = nil) throws(PlannerError) -> CutPath {
    guard let maker = makers[collection], let output = maker.transform.outputs.first(where: { $0.value == collection })
    else { throw PlannerError("nothing makes the collection \(collection)") }
    return CutPath(step: try StepPath.of(maker), end: .output(output.key, environment: environment))
  }

  private mutating func cut(
    _ writer: Cut.End, _ reader: Cut.End, _ collection: String, _ reason: CutReason
  ) {
    let cut = Cut(writer: writer, reader: reader, collection: collection, reason: reason)
    if known.insert(cut).inserted { cuts.append(cut) }
  }
}
