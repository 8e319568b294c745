/// The inputs and outputs of composites. Inputs are collections that steps inside read and steps outside make; outputs are
/// collections that steps inside make, and that steps outside or no steps read.
struct CompositeBoundaries {
  private var read: [Int: Set<Int>] = [:]
  private var made: [Int: Set<Int>] = [:]

  /// Finds the boundaries of all composites of a graph, in one pass over its edges.
  init(of nodes: [Node]) {
    var producers: [Int: Node] = [:]
    for node in nodes {
      for output in node.outputs { producers[output.collection] = node }
    }
    var isRead: Set<Int> = []
    for reader in nodes where !reader.kind.isComposite {
      for input in reader.inputs {
        guard let producer = producers[input] else { continue }
        isRead.insert(input)
        let (around, aroundProducer) = (
          Self.composites(around: reader, nodes), Self.composites(around: producer, nodes)
        )
        for composite in around where !aroundProducer.contains(composite) { read[composite, default: []].insert(input) }
        for composite in aroundProducer where !around.contains(composite) { made[composite, default: []].insert(input) }
      }
    }
    for (collection, producer) in producers where !isRead.contains(collection) {
      for composite in Self.composites(around: producer, nodes) { made[composite, default: []].insert(collection) }
    }
  }

  /// The inputs of a composite, in the order of their ids. A composite without steps has the collections that it was applied
  /// to.
  func inputs(of composite: Node) -> [Int] {
    composite.children.isEmpty ? composite.inputs : read[composite.id, default: []].sorted()
  }

  /// The outputs of a composite, in the order of their ids.
  func outputs(of composite: Node) -> [Int] { made[composite.id, default: []].sorted() }

  /// The composites that contain a step, innermost first.
  private static func composites(around node: Node, _ nodes: [Node]) -> [Int] {
    Array(sequence(first: node, next: { $0.parent.map { nodes[$0] } }).dropFirst().map(\.id))
  }
}

extension Node.Kind {
  var isComposite: Bool { if case .composite = self { true } else { false } }
}
