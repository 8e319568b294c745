import Rows

/// The pipeline's steps and collections. Not Sendable: no function may capture it.
@usableFromInline
package final class Graph {
  package private(set) var nodes: [Node] = []
  package private(set) var collections: [AnyCollection] = []
  private var names = StepNames()
  private var scopes: [Int] = []
  /// What was refused while the graph was built; `validate` throws the first.
  private var problems: [GraphError] = []
  /// The site of the library's own composite that is open, the outermost one: what stands in it is shown there, where the
  /// author wrote it, and not in the library's source.
  private var authorsSite: SourceSite?

  package init() {}

  // MARK: Collections

  func addCollection<Element>(_ codec: Codec<Element>, traits: CollectionTraits) -> Int {
    let id = collections.count
    collections.append(Collection(id: id, traits: traits, codec: codec))
    return id
  }

  /// The collection and its type, for steps that need both.
  func collection(_ id: Int) -> AnyCollection { collections[id] }

  /// The only or the common traits of several inputs.
  func traits(of ids: [Int]) -> CollectionTraits {
    guard let first = ids.first else { return CollectionTraits(windowing: .global, isBounded: true) }
    var traits = collections[first].traits
    traits.isBounded = ids.allSatisfy { collections[$0].traits.isBounded }
    return traits
  }

  // MARK: Steps

  /// A step's full identity: scopes and name, unique in the pipeline.
  func step(explicit: String?, verb: String, site: SourceSite) -> Step {
    let site = authorsSite ?? site
    let scope = scopes.last.map { nodes[$0].step.path }
    let path: String
    switch names.claim(explicit: explicit, verb: verb, in: scope) {
    case .success(let name): path = name
    case .failure(let taken):
      refuse(
        "two steps are named \"\(taken.path)\" (\(site.description)); give one of them another name: steps are found by name"
      )
      path = taken.alternative
    }
    return Step(path: path, site: site.description)
  }

  @discardableResult
  func add(
    _ step: Step, _ kind: Node.Kind, inputs: [Int], outputs: [(name: String, collection: Int)], data: Bytes = Bytes(),
    pieces: Int? = nil, pipelineDepth: Int? = nil
  ) -> Node {
    let node = Node(
      id: nodes.count, step: step, kind: kind, inputs: inputs, outputs: outputs, parent: scopes.last, data: data,
      pieces: pieces, pipelineDepth: pipelineDepth)
    nodes.append(node)
    if let parent = scopes.last { nodes[parent].add(child: node.id) }
    return node
  }

  /// Runs `body` with all steps that it adds inside a composite.
  package func composite<Result>(
    _ explicit: String?, verb: String, inputs: [Int], site: SourceSite, isOfLibrary: Bool = false,
    _ body: () throws -> Result
  ) rethrows -> Result {
    let outerSite = beginComposite(explicit, verb: verb, inputs: inputs, site: site, isOfLibrary: isOfLibrary)
    defer { endComposite(outerSite) }
    return try body()
  }

  /// Has all steps that are added from here on inside a composite.
  /// - Returns: what `endComposite` is to be given.
  func beginComposite(
    _ explicit: String?, verb: String, inputs: [Int], site: SourceSite, isOfLibrary: Bool
  ) -> SourceSite? {
    let step = step(explicit: explicit, verb: verb, site: site)
    let node = add(step, .composite, inputs: inputs, outputs: [])
    let outerSite = authorsSite
    if isOfLibrary, outerSite == nil { authorsSite = site }
    scopes.append(node.id)
    return outerSite
  }

  /// Ends the composite that was begun last.
  func endComposite(_ outerSite: SourceSite?) {
    scopes.removeLast()
    authorsSite = outerSite
  }

  // MARK: What is wrong

  /// Notes that the graph cannot run; building goes on, so that the first problem is the author's first.
  func refuse(_ message: String) { problems.append(GraphError(message: message)) }

  /// Notes that the graph cannot run, for a problem of the composite that is being built.
  func refuseInComposite(_ problem: String) {
    guard let step = scopes.last.map({ nodes[$0].step }) else { return refuse(problem) }
    refuse("step \"\(step.path)\" (\(step.site)): \(problem)")
  }

  /// Called, in order, before the job starts; what one throws keeps it from starting.
  package var checks: [@Sendable (JobStart) throws -> Void] = []
  /// How many steps keep queues, between which the memory for queues is shared.
  package var queueCount = 0
  /// Called, in order, when the job has ended, however it ended.
  package var cleanUps: [@Sendable (JobEnd) -> Void] = []

  /// What connectors tell while the job runs.
  package private(set) var reports: [ConnectorReport] = []

  /// Makes the report of the composite that is being built.
  func makeReport() -> ConnectorReport {
    let report = ConnectorReport(step: scopes.last.map { nodes[$0].step.path } ?? "")
    reports.append(report)
    return report
  }

  private let soleUses = SoleUses.Registry()

  /// What the composite that is being built uses alone.
  func makeSoleUses() -> SoleUses {
    SoleUses(step: scopes.last.map { nodes[$0].step } ?? Step(path: "", site: ""), registry: soleUses)
  }

  /// - Throws: `GraphError` for the first thing that was refused while the graph was built.
  package func validate() throws {
    if let first = problems.first { throw first }
  }
}

/// A pipeline that cannot run, found while its graph was built.
public struct GraphError: Error, CustomStringConvertible {
  /// What is wrong, where, and what to do.
  public let message: String
  /// The message.
  public var description: String { message }
}

/// A place in the author's source.
public struct SourceSite: Sendable {
  @usableFromInline let file: String
  @usableFromInline let line: UInt

  /// The place of `#fileID` and `#line`.
  @usableFromInline init(_ file: StaticString, _ line: UInt) {
    self.file = file.description
    self.line = line
  }

  /// `File.swift:12`.
  public var description: String { "\(file.split(separator: "/").last.map(String.init) ?? file):\(line)" }
}
