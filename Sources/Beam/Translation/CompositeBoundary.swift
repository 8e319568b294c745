/// What flows into a composite and out of it: what its steps read without making it, and what they make for others.
struct CompositeBoundary {
  /// Collections that come from outside, in the order of their ids.
  let inputs: [Int]
  /// Collections that others read or nobody does, in the order of their ids.
  let outputs: [Int]

  /// The boundary of a composite of this graph.
  init(of composite: Node, in nodes: [Node]) {
    let inside = Self.leaves(of: composite, in: nodes)
    let made = Set(inside.flatMap { nodes[$0].outputs.map(\.collection) })
    let read = Set(inside.flatMap { nodes[$0].inputs })
    var readOutside: Set<Int> = []
    for node in nodes where !inside.contains(node.id) && !node.kind.isComposite { readOutside.formUnion(node.inputs) }
    inputs = inside.isEmpty ? composite.inputs : read.subtracting(made).sorted()
    outputs = made.filter { readOutside.contains($0) || !read.contains($0) }.sorted()
  }

  private static func leaves(of composite: Node, in nodes: [Node]) -> Set<Int> {
    var leaves: Set<Int> = []
    var open = composite.children
    while let next = open.popLast() {
      if nodes[next].kind.isComposite { open += nodes[next].children } else { leaves.insert(next) }
    }
    return leaves
  }
}

extension Node.Kind {
  var isComposite: Bool { if case .composite = self { true } else { false } }
}
