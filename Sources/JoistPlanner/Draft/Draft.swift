import BeamModel

/// A pipeline during planning: its steps, producers first, and the collections between them.
struct Draft: Sendable {
  /// The steps. Composites are replaced by their parts, except those that a phase replaces as a whole.
  var steps: [DraftStep]
  /// The URNs of the features that the pipeline requires of a runner.
  var requirements: [String]
  /// Collections by id.
  var collections: [String: BeamProto.PCollection]
  /// Coders by id.
  var coders: [String: BeamProto.Coder]
  /// Windowing strategies by id.
  var windowingStrategies: [String: BeamProto.WindowingStrategy]
  /// Environments by id.
  var environments: [String: BeamProto.Environment]

  /// Expands a pipeline into its steps.
  /// - Throws: `PlannerError` if a reference is broken, a collection does not have exactly one producer, or steps form
  ///   a cycle.
  init(_ pipeline: BeamProto.Pipeline) throws {
    let components = pipeline.components ?? BeamProto.Components()
    try References(components).check()
    steps = try StepOrder.producersFirst(try LeafSteps.of(pipeline.rootTransformIds, components.transforms))
    requirements = pipeline.requirements
    collections = components.pcollections
    coders = components.coders
    windowingStrategies = components.windowingStrategies
    environments = components.environments
  }

  // MARK: Lookup

  /// The collection with this id.
  /// - Throws: `PlannerError` if there is none.
  func collection(_ id: String) throws(PlannerError) -> BeamProto.PCollection {
    guard let collection = collections[id] else { throw PlannerError("there is no collection \(id)") }
    return collection
  }

  /// The coder of a collection.
  /// - Throws: `PlannerError` if the collection or its coder does not exist.
  func coder(ofCollection id: String) throws(PlannerError) -> BeamProto.Coder {
    guard let coder = coders[try collection(id).coderID] else { throw PlannerError("collection \(id) has no coder") }
    return coder
  }

  /// The windowing strategy of a collection.
  /// - Throws: `PlannerError` if the collection or its strategy does not exist.
  func windowing(ofCollection id: String) throws(PlannerError) -> BeamProto.WindowingStrategy {
    guard let strategy = windowingStrategies[try collection(id).windowingStrategyID] else {
      throw PlannerError("collection \(id) has no windowing strategy")
    }
    return strategy
  }

  // MARK: Rewriting

  /// Replaces each step with the steps that `replacement` returns for it.
  mutating func replaceSteps(_ replacement: (inout Draft, DraftStep) throws -> [DraftStep]) throws {
    var replaced: [DraftStep] = []
    for step in steps { replaced += try replacement(&self, step) }
    steps = replaced
  }

  /// A step that does a part of another step's work.
  func part(
    _ name: String, of step: DraftStep, _ kind: StepKind, inputs: [String: String], outputs: [String: String]
  ) -> DraftStep {
    var part = step
    part.id = free("\(step.id)/\(name)") { id in steps.contains { $0.id == id } }
    part.transform.uniqueName = "\(step.name)/\(name)"
    part.kind = kind
    part.transform.spec?.urn = kind.urn
    part.transform.inputs = inputs
    part.transform.outputs = outputs
    return part
  }

  /// Adds a collection between the parts of a step, as a copy of `model` with another coder.
  /// - Returns: the collection's id, `base/name`.
  mutating func addCollection(
    _ name: String, of base: String, like model: String, coder: String
  ) throws(PlannerError) -> String {
    var collection = try collection(model)
    let id = free("\(base)/\(name)") { collections[$0] != nil }
    collection.uniqueName = id
    collection.coderID = coder
    collections[id] = collection
    return id
  }

  /// The id of the coder with this URN and these components; adds the coder if it is missing.
  mutating func coder(_ urn: String, of components: [String] = []) -> String {
    let coder = BeamProto.Coder.with {
      $0.spec = .with { $0.urn = urn }
      $0.componentCoderIds = components
    }
    if let known = coders.filter({ $0.value == coder }).keys.min() { return known }
    let id = free("\(urn)(\(components.joined(separator: ", ")))") { coders[$0] != nil }
    coders[id] = coder
    return id
  }

  /// The name, with `~2`, `~3`, … appended if it is taken.
  private func free(_ name: String, isTaken: (String) -> Bool) -> String {
    guard isTaken(name) else { return name }
    var number = 2
    while isTaken("\(name)~\(number)") { number += 1 }
    return "\(name)~\(number)"
  }
}
