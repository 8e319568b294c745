import JoistPlan

/// Divides a pipeline into stages of user code.
///
/// A stage begins with one collection, its root, and contains all steps reached from it up to the next cuts. If several
/// stages reach a step through a flatten, each gets a copy of the step, so that the flatten costs nothing (its inputs
/// are *unzipped*). Exceptions: there would be too many copies, or `CutRules` requires a cut before the step.
struct Fusion {
  /// The stages and cuts; complete after `init`.
  private(set) var table = StageTable()

  private let maxCopiedSteps: Int
  private let defaultEnvironment: String
  private let tail: SharedTail
  /// By collection, what makes its elements if no stage passes them on.
  private var sources: [String: FusionSource] = [:]
  /// By collection, the indices of the stages that contain its elements.
  private var holders: [String: [Int]] = [:]
  /// By collection, the path of the step that makes it and the name of the output.
  private var outputs: [String: (step: String, output: String)] = [:]

  /// Divides a pipeline.
  /// - Parameter maxCopiedSteps: the most copies of steps after a flatten.
  init(of draft: Draft, maxCopiedSteps: Int) throws(PlannerError) {
    self.maxCopiedSteps = maxCopiedSteps
    defaultEnvironment = DefaultEnvironment.of(draft.steps)
    var needs: [StepNeeds] = []
    for step in draft.steps { needs.append(try step.needs()) }
    tail = SharedTail(draft.steps, needs)
    for (position, step) in draft.steps.enumerated() {
      let path = try StepPath.of(step)
      for (output, collection) in step.transform.outputs { outputs[collection] = (path, output) }
      try add(step, path, needs[position], position)
    }
  }

  private mutating func add(
    _ step: DraftStep, _ path: String, _ needs: StepNeeds, _ position: Int
  ) throws(PlannerError) {
    let reason = CutRules.reason(before: step, needs)
    switch (step.kind, reason) {
    case (.impulse, _), (.testStream, _): try addEngineStep(step, path, position)
    case (_, .grouping?):
      let input = try step.onlyInput()
      for holder in try holders(of: input) { table.cut(.stage(holder), .engine(step.id), input, .grouping) }
      try addEngineStep(step, path, position)
    case (_, .reshuffle?):
      let input = try step.onlyInput()
      sources[try step.onlyOutput()] = FusionSource(
        writers: try holders(of: input).map { .stage($0) }, written: input, reason: .reshuffle,
        name: CutPath(step: path), begin: step, position: position)
    case (_, let reason?):
      let stage = try begin(at: step, path, needs, reason, position)
      join(step, [stage: [try step.onlyMainInput(needs)]])
    case (_, nil):
      var joined: [Int: Set<String>] = [:]
      for input in Set(step.mainInputs(needs)).sorted() {
        for stage in try stages(for: step, reading: input, position) { joined[stage, default: []].insert(input) }
      }
      join(step, joined)
      if step.kind == .flatten { try share(step, joined.keys.sorted(), position) }
    }
  }

  private mutating func addEngineStep(_ step: DraftStep, _ path: String, _ position: Int) throws(PlannerError) {
    try table.take(CutPath(step: path))
    let output = try step.onlyOutput()
    sources[output] = FusionSource(
      writers: [.engine(step.id)], written: output, reason: .engine, name: try name(of: output), begin: step,
      position: position)
  }

  /// Adds a step to stages.
  /// - Parameter joined: by index of a stage, the collections that the step reads there.
  private mutating func join(_ step: DraftStep, _ joined: [Int: Set<String>]) {
    for (stage, inputs) in joined { table.add(step, inputs: inputs, to: stage) }
    for output in step.outputs { holders[output] = joined.keys.sorted() }
  }

  // MARK: Where stages begin

  /// Adds the stage that begins at a step, and the cuts before it.
  private mutating func begin(
    at step: DraftStep, _ path: String, _ needs: StepNeeds, _ reason: CutReason, _ position: Int
  ) throws(PlannerError) -> Int {
    let input = try step.onlyMainInput(needs)
    let environment = step.environment.isEmpty ? defaultEnvironment : step.environment
    let stage = try table.stage(CutPath(step: path), root: input, environment, step, position)
    // The engine does not know the keys of the elements it makes; a worker extracts them.
    let writers = reason.isKeyed ? try holders(of: input).map { .stage($0) } : try writers(of: input)
    for writer in writers { table.cut(writer, .stage(stage), input, reason) }
    for view in step.views(needs) {
      for writer in try self.writers(of: view.collection) {
        table.cut(writer, .stage(stage), view.collection, .view(view.name))
      }
    }
    return stage
  }

  /// The stages in which a step that needs no cut reads a collection: the stages that contain the collection, or one in
  /// the step's environment.
  private mutating func stages(
    for step: DraftStep, reading input: String, _ position: Int
  ) throws(PlannerError) -> [Int] {
    let environment = step.environment
    if sources[input] != nil {
      return [try stage(after: input, in: environment.isEmpty ? defaultEnvironment : environment)]
    }
    var found: [Int] = []
    for holder in holders[input] ?? [] {
      guard !environment.isEmpty, table.stages[holder].environment != environment else {
        found.append(holder)
        continue
      }
      let name = try name(of: input, in: environment)
      let stage = try table.stage(name, root: input, environment, step, position)
      table.cut(.stage(holder), .stage(stage), input, .environment)
      if !found.contains(stage) { found.append(stage) }
    }
    return found
  }

  /// The stage right after a source, in an environment.
  private mutating func stage(after collection: String, in environment: String) throws(PlannerError) -> Int {
    guard let source = sources[collection] else { throw PlannerError("nothing makes the collection \(collection)") }
    let name = environment == defaultEnvironment ? source.name : try name(of: collection, in: environment)
    let stage = try table.stage(name, root: collection, environment, source.begin, source.position)
    for writer in source.writers { table.cut(writer, .stage(stage), source.written, source.reason) }
    return stage
  }

  /// Writes a flatten's elements to one shared stage if too many stages would get a copy of the steps after it.
  private mutating func share(_ flatten: DraftStep, _ stages: [Int], _ position: Int) throws(PlannerError) {
    let output = try flatten.onlyOutput()
    guard stages.count > 1, tail.isLonger(than: maxCopiedSteps / (stages.count - 1), after: output) else { return }
    sources[output] = FusionSource(
      writers: stages.map { .stage($0) }, written: output, reason: .flatten, name: try name(of: output), begin: flatten,
      position: position)
  }

  // MARK: Where a collection comes from

  /// The stages that contain a collection. For the collection of a source, this is the stage right after the source.
  private mutating func holders(of collection: String) throws(PlannerError) -> [Int] {
    if sources[collection] != nil { return [try stage(after: collection, in: defaultEnvironment)] }
    return holders[collection] ?? []
  }

  /// What writes a collection to a reader that needs no keys: the engine itself if it makes the collection.
  private mutating func writers(of collection: String) throws(PlannerError) -> [Cut.End] {
    if let source = sources[collection], source.reason == .engine { return source.writers }
    return try holders(of: collection).map { .stage($0) }
  }

  private func name(of collection: String, in environment: String? = nil) throws(PlannerError) -> CutPath {
    guard let name = outputs[collection] else { throw PlannerError("nothing makes the collection \(collection)") }
    return CutPath(step: name.step, end: .output(name.output, environment: environment))
  }
}
