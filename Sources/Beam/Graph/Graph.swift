import Rows

/// The steps and collections of a pipeline. It is not Sendable, so that no user function can capture it.
@usableFromInline
package final class Graph {
  package private(set) var nodes: [Node] = []
  package private(set) var collections: [AnyCollection] = []
  private var names = StepNames()
  private var scopes: [Int] = []
  /// The problems found while the graph is built; `validate` throws the first of them.
  private var problems: [GraphError] = []
  /// The call site of the outermost open composite that belongs to the library. Its inner steps show this site, in the user's
  /// source, and not the library's; nil outside of such a composite.
  private var userSite: SourceSite?

  package init() {}

  // MARK: Collections

  func addCollection<Element>(_ codec: Codec<Element>, traits: CollectionTraits) -> Int {
    let id = collections.count
    collections.append(Collection(id: id, traits: traits, codec: codec))
    return id
  }

  /// Returns the collection with an id.
  func collection(_ id: Int) -> AnyCollection { collections[id] }

  /// Returns the traits of a step's output, from those of its inputs: bounded if all inputs are.
  func traits(of ids: [Int]) -> CollectionTraits {
    guard let first = ids.first else { return CollectionTraits(windowing: .global, isBounded: true) }
    var traits = collections[first].traits
    traits.isBounded = ids.allSatisfy { collections[$0].traits.isBounded }
    return traits
  }

  // MARK: Steps

  /// Returns the identity of a new step: its scopes and its name, unique in the pipeline.
  func step(explicit: String?, verb: String, site: SourceSite) -> Step {
    let site = userSite ?? site
    let scope = scopes.last.map { nodes[$0].step.path }
    let path: String
    switch names.claim(explicit: explicit, verb: verb, in: scope) {
    case .success(let name): path = name
    case .failure(let taken):
      refuse(
        """
        two steps are named "\(taken.path)" (\(site.description)); give one of them another name, since workers find steps by \
        name
        """)
      path = taken.alternative
    }
    return Step(path: path, site: site.description)
  }

  @discardableResult
  func add(
    _ step: Step, _ kind: Node.Kind, inputs: [Int], outputs: [(name: String, collection: Int)], data: Bytes = Bytes(),
    pieces: Int? = nil, pipelineDepth: Int? = nil, requiresStableInput: Bool = false
  ) -> Node {
    let node = Node(
      id: nodes.count, step: step, kind: kind, inputs: inputs, outputs: outputs, parent: scopes.last, data: data,
      pieces: pieces, pipelineDepth: pipelineDepth, requiresStableInput: requiresStableInput)
    nodes.append(node)
    if let parent = scopes.last { nodes[parent].add(child: node.id) }
    return node
  }

  /// Runs `body` and puts the steps that it adds inside a composite.
  package func composite<Result>(
    _ explicit: String?, verb: String, inputs: [Int], site: SourceSite, isOfLibrary: Bool = false,
    _ body: () throws -> Result
  ) rethrows -> Result {
    let outerSite = beginComposite(explicit, verb: verb, inputs: inputs, site: site, isOfLibrary: isOfLibrary)
    defer { endComposite(outerSite) }
    return try body()
  }

  /// Begins a composite. Steps that are added before `endComposite` belong to it.
  /// - Returns: a value to pass to `endComposite`.
  func beginComposite(
    _ explicit: String?, verb: String, inputs: [Int], site: SourceSite, isOfLibrary: Bool
  ) -> SourceSite? {
    let step = step(explicit: explicit, verb: verb, site: site)
    let node = add(step, .composite, inputs: inputs, outputs: [])
    let outerSite = userSite
    if isOfLibrary, outerSite == nil { userSite = site }
    scopes.append(node.id)
    return outerSite
  }

  /// Ends the innermost open composite.
  func endComposite(_ outerSite: SourceSite?) {
    scopes.removeLast()
    userSite = outerSite
  }

  // MARK: Problems

  /// Records a problem that keeps the graph from running. Building goes on, and `validate` reports the first problem.
  func refuse(_ message: String) { problems.append(GraphError(message: message)) }

  /// Records a problem of the innermost open composite, and names its step in the message.
  func refuseInComposite(_ problem: String) {
    guard let step = scopes.last.map({ nodes[$0].step }) else { return refuse(problem) }
    refuse("step \"\(step.path)\" (\(step.site)): \(problem)")
  }

  /// Called in order before the job starts. An error keeps the job from starting.
  package var checks: [@Sendable (JobStart) throws -> Void] = []
  /// The number of steps that keep queues; they share the memory for queues.
  package var queueCount = 0
  /// Called in order after the job has ended, whether or not it succeeded.
  package var cleanUps: [@Sendable (JobEnd) -> Void] = []

  /// The reports of the connectors.
  package private(set) var reports: [ConnectorReport] = []

  /// Creates the report of the innermost open composite.
  func makeReport() -> ConnectorReport { makeReport(ofStep: scopes.last.map { nodes[$0].step.path } ?? "") }

  /// Creates the report of the step with a path.
  func makeReport(ofStep path: String) -> ConnectorReport {
    let report = ConnectorReport(step: path)
    reports.append(report)
    return report
  }

  private let soleUses = SoleUses.Registry()

  /// Returns the exclusive uses of the innermost open composite.
  func makeSoleUses() -> SoleUses {
    SoleUses(step: scopes.last.map { nodes[$0].step } ?? Step(path: "", site: ""), registry: soleUses)
  }

  /// - Throws: `GraphError` for the first problem found while the graph was built.
  package func validate() throws {
    if let first = problems.first { throw first }
  }
}

/// A pipeline that cannot run, found while its graph was built.
public struct GraphError: Error, CustomStringConvertible {
  /// What is wrong, where, and what to do.
  public let message: String
  /// The message alone, without the name of the type.
  public var description: String { message }
}

/// A position in the user's source code.
public struct SourceSite: Sendable {
  @usableFromInline let file: String
  @usableFromInline let line: UInt

  /// - Parameters:
  ///   - file: the caller's `#fileID`.
  ///   - line: the caller's `#line`.
  @usableFromInline init(_ file: StaticString, _ line: UInt) {
    self.file = file.description
    self.line = line
  }

  /// The file's name and the line, such as `File.swift:12`.
  public var description: String { "\(file.split(separator: "/").last.map(String.init) ?? file):\(line)" }
}
