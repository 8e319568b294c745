import Beam
import JoistPlan

/// Finds the functions of a program by their paths.
struct Program {
  private let graph: Graph
  private let nodes: [String: Node]

  init(_ pipeline: Pipeline) {
    graph = pipeline.graph
    var nodes: [String: Node] = [:]
    for node in pipeline.graph.nodes { nodes[node.step.path] = node }
    self.nodes = nodes
  }

  /// Returns the step at a path.
  func node(_ path: String) throws -> Node {
    guard let node = nodes[path] else {
      throw LinkError(
        message: """
          this program has no step "\(path)": the worker built a different pipeline than the one that was submitted. build \
          must depend only on the command's options
          """)
    }
    return node
  }

  /// Returns the collection with an id of the portable pipeline.
  func collection(_ id: String) throws -> AnyCollection {
    guard id.first == "c", let number = Int(id.dropFirst()), graph.collections.indices.contains(number) else {
      throw LinkError(message: "the pipeline has no collection \(id)")
    }
    return graph.collections[number]
  }

  /// Returns the step that makes a collection.
  func producer(of collection: Int) throws -> Node {
    guard
      let node = graph.nodes.first(where: { node in node.outputs.contains { $0.collection == collection } })
    else { throw LinkError(message: "nothing makes the collection c\(collection)") }
    return node
  }

  /// Returns the input of a step with one input.
  func input(of node: Node) throws -> AnyCollection {
    guard let input = node.inputs.first else { throw LinkError(message: "step \"\(node.step.path)\" reads nothing") }
    return graph.collections[input]
  }

  /// Creates a store for the accumulators of a combine.
  func combineStore(path: String) throws -> any CombineStore {
    guard case .combinePerKey(let links) = try node(path).kind else {
      throw LinkError(message: "step \"\(path)\" does not combine")
    }
    guard let store = links.store(CombineStores()) as? any CombineStore else {
      throw LinkError(message: "step \"\(path)\" created no store of accumulators")
    }
    return store
  }
}
