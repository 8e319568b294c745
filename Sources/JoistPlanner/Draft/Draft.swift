import BeamModel

/// A pipeline while it is being planned: its steps, producers first, and the collections between them.
struct Draft: Sendable {
  /// The steps; composites are gone, but for those that a phase replaces as a whole.
  var steps: [DraftStep]
  /// What the pipeline demands of a runner.
  var requirements: [String]
  /// Collections by id.
  var collections: [String: BeamProto.PCollection]
  /// Coders by id.
  var coders: [String: BeamProto.Coder]
  /// Windowing strategies by id.
  var windowingStrategies: [String: BeamProto.WindowingStrategy]
  /// Environments by id.
  var environments: [String: BeamProto.Environment]

  /// Takes a pipeline apart.
  /// - Throws: `PlannerError` if a reference leads nowhere, a collection has not exactly one producer, or steps feed
  ///   themselves.
  init(_ pipeline: BeamProto.Pipeline) throws {
    let components = pipeline.components ?? BeamProto.Components()
    try References(components).check()
    steps = try StepOrder.producersFirst(try Leaves.of(pipeline.rootTransformIds, components.transforms))
    requirements = pipeline.requirements
    collections = components.pcollections
    coders = components.coders
    windowingStrategies = components.windowingStrategies
    environments = components.environments
  }

  // MARK: Looking

  /// The collection with that id, which exists.
  func collection(_ id: String) throws(PlannerError) -> BeamProto.PCollection {
    guard let collection = collections[id] else { throw PlannerError("there is no collection \(id)") }
    return collection
  }

  /// The coder of a collection.
  func coder(ofCollection id: String) throws(PlannerError) -> BeamProto.Coder {
    guard let coder = coders[try collection(id).coderID] else { throw PlannerError("collection \(id) has no coder") }
    return coder
  }

  /// How a collection is windowed.
  func windowing(ofCollection id: String) throws(PlannerError) -> BeamProto.WindowingStrategy {
    guard let strategy = windowingStrategies[try collection(id).windowingStrategyID] else {
      throw PlannerError("collection \(id) has no windowing strategy")
    }
    return strategy
  }

  // MARK: Rewriting

  /// Replaces each step by others, or by itself.
  mutating func replaceSteps(_ replacement: (inout Draft, DraftStep) throws -> [DraftStep]) throws {
    var replaced: [DraftStep] = []
    for step in steps { replaced += try replacement(&self, step) }
    steps = replaced
  }

  /// A step that stands for a part of another.
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

  /// Adds a collection between the parts of a step: like `model`, but with another coder.
  /// - Returns: its id, `base/name`.
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

  /// The id of a coder made of others.
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

  /// The name, or the first with a number after it, that is not taken.
  private func free(_ name: String, isTaken: (String) -> Bool) -> String {
    guard isTaken(name) else { return name }
    var number = 2
    while isTaken("\(name)~\(number)") { number += 1 }
    return "\(name)~\(number)"
  }
}
