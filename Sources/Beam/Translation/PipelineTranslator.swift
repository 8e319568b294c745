package import BeamModel
import Rows

extension Pipeline {
  /// Returns the pipeline in Beam's portable form.
  /// - Throws: `GraphError` for the first problem found while the pipeline was built.
  package func portable(_ options: TranslationOptions = TranslationOptions()) throws -> BeamProto.Pipeline {
    try graph.validate()
    var translator = PipelineTranslator(graph: graph, environment: options.environment)
    return translator.translate()
  }
}

/// Translates a graph to Beam's portable form.
///
/// The id of a step is its path; the id of a collection is `c` and its number in the graph; the id of a coder is its
/// description.
package struct PipelineTranslator {
  let graph: Graph
  var components = BeamProto.Components()
  var coders = CoderTable()
  var windowing = WindowingTable()
  private var requirements: Set<String> = []
  private let paths: Set<String>
  private let boundaries: CompositeBoundaries
  static let environmentID = "joist"

  /// - Parameters:
  ///   - graph: the graph to translate.
  ///   - environment: where its functions run.
  package init(graph: Graph, environment: BeamProto.Environment) {
    self.graph = graph
    paths = Set(graph.nodes.map(\.step.path))
    boundaries = CompositeBoundaries(of: graph.nodes)
    var environment = environment
    environment.capabilities += Capabilities.all.filter { !environment.capabilities.contains($0) }
    components.environments[Self.environmentID] = environment
  }

  /// Returns the portable pipeline. Call it once.
  package mutating func translate() -> BeamProto.Pipeline {
    for node in graph.nodes { add(node) }
    components.coders = coders.coders
    components.windowingStrategies = windowing.strategies
    return .with {
      $0.components = components
      $0.rootTransformIds = graph.nodes.filter { $0.parent == nil }.map(\.step.path)
      $0.requirements = requirements.sorted()
    }
  }

  /// Returns the id of a collection in the portable pipeline.
  package static func collectionID(_ number: Int) -> String { "c\(number)" }

  // MARK: Steps

  private mutating func add(_ node: Node) {
    var transform = BeamProto.PTransform.with {
      $0.uniqueName = node.step.path
      $0.displayData = [Self.source(node.step.site)]
      $0.environmentID = node.kind.runsOnWorker ? Self.environmentID : ""
    }
    if case .composite = node.kind {
      transform.inputs = Self.named("in", boundaries.inputs(of: node))
      transform.outputs = Self.named("out", boundaries.outputs(of: node))
      transform.subtransforms = node.children.map { graph.nodes[$0].step.path }
    } else {
      transform.inputs = Self.named("in", node.inputs)
      transform.outputs = Dictionary(
        uniqueKeysWithValues: node.outputs.map { ($0.name, Self.collectionID($0.collection)) })
      for id in node.inputs + node.outputs.map(\.collection) { add(graph.collections[id]) }
      let specification = specification(of: node)
      transform.spec = specification.spec(
        of: node.kind, input: node.inputs.first.map { graph.collections[$0] }, coders: &coders)
      addParts(of: node, specification, to: &transform)
    }
    components.transforms[node.step.path] = transform
  }

  private func specification(of node: Node) -> TransformSpec {
    let fingerprint = Fingerprint.of(
      path: node.step.path, inputs: node.inputs.map { graph.collections[$0].spec },
      outputs: node.outputs.map { graph.collections[$0.collection].spec })
    return TransformSpec(
      reference: FunctionReference(path: node.step.path, fingerprint: fingerprint, data: node.data),
      requiresStableInput: node.requiresStableInput)
  }

  /// Adds the annotations, requirements and subtransforms of a step.
  private mutating func addParts(
    of node: Node, _ specification: TransformSpec, to transform: inout BeamProto.PTransform
  ) {
    if node.requiresStableInput { requirements.insert(BeamProto.StandardRequirements.requiresStableInput) }
    switch node.kind {
    case .stateful(let links):
      requirements.insert(BeamProto.StandardRequirements.requiresStatefulProcessing)
      if links.spec.timers.contains(where: { $0.domain == .expiration }) {
        requirements.insert(BeamProto.StandardRequirements.requiresOnWindowExpiration)
      }
      if links.spec.sortsInput { requirements.insert(BeamProto.StandardRequirements.requiresTimeSortedInput) }
      transform.annotations[JoistURN.pathAnnotation] = Bytes(utf8: node.step.path)
      transform.annotations[JoistURN.pipelineDepthAnnotation] = node.pipelineDepth.map { Bytes(utf8: "\($0)") }
    case .parDo:
      transform.annotations[JoistURN.pipelineDepthAnnotation] = node.pipelineDepth.map { Bytes(utf8: "\($0)") }
    case .splittable(let links):
      requirements.insert(BeamProto.StandardRequirements.requiresSplittableDofn)
      transform.annotations[JoistURN.sizeUnitAnnotation] = links.sizeUnit.map { Bytes(utf8: $0.rawValue) }
      transform.annotations[JoistURN.piecesAnnotation] = node.pieces.map { Bytes(utf8: "\($0)") }
    case .groupByKey: transform.annotations[JoistURN.pathAnnotation] = Bytes(utf8: node.step.path)
    case .combinePerKey(let links):
      transform.annotations[JoistURN.pathAnnotation] = Bytes(utf8: node.step.path)
      addUnliftedCombine(of: node, links, specification, to: &transform)
    case .reshuffle: addReshuffleParts(of: node, specification, to: &transform)
    default: break
    }
  }

  /// Adds the parts of a combine for runners that do not lift it: a grouping, then the combiner over the values of each key.
  private mutating func addUnliftedCombine(
    of node: Node, _ links: CombineLinks, _ specification: TransformSpec, to transform: inout BeamProto.PTransform
  ) {
    guard let input = node.inputs.first.map({ graph.collections[$0] }), input.spec.components.count == 2 else { return }
    let group = free("\(node.step.path)/GroupByKey")
    let combine = free("\(node.step.path)/CombineValues")
    let grouped = "\(Self.collectionID(node.outputs[0].collection))/values"
    let values = CoderSpec(urn: CoderURN.iterable, components: [input.spec.components[1]])
    components.pcollections[grouped] = collection(
      named: grouped, CoderSpec(urn: CoderURN.kv, components: [input.spec.components[0], values]),
      input.traits.afterGrouping)
    components.transforms[group] = .with {
      $0.uniqueName = group
      $0.spec = .with { $0.urn = BeamProto.StandardPTransforms.Primitives.groupByKey }
      $0.inputs = transform.inputs
      $0.outputs = ["main": grouped]
      $0.annotations[JoistURN.pathAnnotation] = Bytes(utf8: node.step.path)
    }
    components.transforms[combine] = .with {
      $0.uniqueName = combine
      $0.spec = specification.combineGroupedValues(links, coders: &coders)
      $0.inputs = ["in": grouped]
      $0.outputs = transform.outputs
      $0.environmentID = Self.environmentID
    }
    transform.subtransforms = [group, combine]
  }

  /// Returns a name that no step of the user has, by adding `~` if needed.
  func free(_ name: String) -> String { paths.contains(name) ? free(name + "~") : name }

  // MARK: Collections

  private mutating func add(_ collection: AnyCollection) {
    let id = Self.collectionID(collection.id)
    guard components.pcollections[id] == nil else { return }
    components.pcollections[id] = self.collection(named: id, collection.spec, collection.traits)
  }

  mutating func collection(
    named name: String, _ coder: CoderSpec, _ traits: CollectionTraits, isReshuffle: Bool = false
  ) -> BeamProto.PCollection {
    let coderID = coders.id(of: coder)
    let windowingID = windowing.id(
      of: traits.windowing, isReshuffle: isReshuffle, coders: &coders, environment: Self.environmentID)
    return .with {
      $0.uniqueName = name
      $0.coderID = coderID
      $0.windowingStrategyID = windowingID
      $0.isBounded = traits.isBounded ? .bounded : .unbounded
    }
  }

  // MARK: Small parts

  /// Names local inputs or outputs: a single one by the name itself, several with their index.
  private static func named(_ name: String, _ ids: [Int]) -> [String: String] {
    guard ids.count > 1 else { return ids.first.map { [name: collectionID($0)] } ?? [:] }
    return Dictionary(uniqueKeysWithValues: ids.enumerated().map { ("\(name)\($0)", collectionID($1)) })
  }

  /// Returns the line of the user's source as display data.
  private static func source(_ site: String) -> BeamProto.DisplayData {
    .with {
      $0.urn = BeamProto.StandardDisplayData.DisplayData.labelled
      $0.payload = BeamProto.LabelledPayload.with {
        $0.label = "source"
        $0.key = "source"
        $0.value = .stringValue(site)
      }.serializedBytes()
    }
  }
}
