import BeamModel

/// Checks that all ids that a pipeline's components refer to exist.
struct References {
  private let components: BeamProto.Components

  init(_ components: BeamProto.Components) { self.components = components }

  func check() throws(PlannerError) {
    for (id, transform) in components.transforms.sorted(by: { $0.key < $1.key }) { try check(transform, id) }
    for (id, collection) in components.pcollections.sorted(by: { $0.key < $1.key }) { try check(collection, id) }
    for (id, strategy) in components.windowingStrategies.sorted(by: { $0.key < $1.key }) {
      try coder(strategy.windowCoderID, of: "windowing strategy \(id)")
    }
    for (id, coder) in components.coders.sorted(by: { $0.key < $1.key }) {
      for component in coder.componentCoderIds { try self.coder(component, of: "coder \(id)") }
    }
  }

  private func check(_ transform: BeamProto.PTransform, _ id: String) throws(PlannerError) {
    let name = transform.uniqueName.isEmpty ? id : transform.uniqueName
    for child in transform.subtransforms where components.transforms[child] == nil {
      throw PlannerError(step: name, "it contains the transform \(child), which the pipeline does not have")
    }
    let collections = Array(transform.inputs.values) + Array(transform.outputs.values)
    for collection in collections.sorted() where components.pcollections[collection] == nil {
      throw PlannerError(step: name, "it names the collection \(collection), which the pipeline does not have")
    }
    let environment = transform.environmentID
    if !environment.isEmpty, components.environments[environment] == nil {
      throw PlannerError(step: name, "it names the environment \(environment), which the pipeline does not have")
    }
  }

  private func check(_ collection: BeamProto.PCollection, _ id: String) throws(PlannerError) {
    try coder(collection.coderID, of: "collection \(id)")
    if components.windowingStrategies[collection.windowingStrategyID] == nil {
      throw PlannerError(
        "collection \(id) names the windowing strategy \(collection.windowingStrategyID), which the pipeline does not have"
      )
    }
  }

  private func coder(_ id: String, of owner: String) throws(PlannerError) {
    guard let coder = components.coders[id] else {
      throw PlannerError("\(owner) names the coder \(id), which the pipeline does not have")
    }
    if coder.spec?.urn.isEmpty ?? true { throw PlannerError("the coder \(id) of \(owner) has no URN") }
  }
}
