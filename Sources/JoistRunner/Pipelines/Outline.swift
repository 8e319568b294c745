import Beam
import JoistPlan
import JoistPlanner

/// The answer to `--explain`: the steps that the author wrote, with windows and source lines, and what an operator needs to know:
/// what never ends, where state is kept, and whether read positions are committed.
struct Outline {
  private let graph: Graph
  private let planned: PlannedPipeline
  private let display: StepDisplay

  init(_ pipeline: Pipeline, _ planned: PlannedPipeline, _ display: StepDisplay) {
    graph = pipeline.graph
    self.planned = planned
    self.display = display
  }

  var text: String {
    let shown = graph.nodes.filter { $0.parent == nil }.flatMap { steps(of: $0, depth: 0) }
    let widths = (0..<3).map { column in shown.map { $0[column].count }.max() ?? 0 }
    let lines = shown.map { row in
      let cells = zip(row, widths).map { text, width in text + String(repeating: " ", count: width - text.count) }
      return "  " + (cells + [row[3]]).joined(separator: "  ")
    }
    let notes = self.notes
    return (lines + (notes.isEmpty ? [] : [""]) + notes + ["", "--explain=verbose prints the plan"])
      .joined(separator: "\n") + "\n"
  }

  /// A row for a step, and rows for the steps inside it if they stand on other source lines.
  private func steps(of node: Node, depth: Int) -> [[String]] {
    let inner = node.children.map { graph.nodes[$0] }.filter { $0.step.site != node.step.site }
    let indent = String(repeating: "  ", count: depth)
    let name = depth == 0 ? node.step.path : String(node.step.path.split(separator: "/").last ?? "")
    let output = node.outputs.first.map { graph.collections[$0.collection].traits } ?? outputOfLast(in: node)
    var facts: [String] = []
    if reads(node) { facts.append(output.map { $0.isBounded ? "reads to an end" : "reads without end" } ?? "reads") }
    if keepsState(node) { facts.append("keeps state") }
    if case .assignWindows = node.kind, let windowing = output?.windowing { facts += panes(of: windowing) }
    let windows = output.map { "\($0.windowing.windowFn)" } ?? ""
    return [[indent + name, facts.joined(separator: ", "), windows, node.step.site]]
      + inner.flatMap { steps(of: $0, depth: depth + 1) }
  }

  /// When windows fire, what they still accept, and what later panes hold, as far as it is not the default.
  private func panes(of windowing: WindowingStrategy) -> [String] {
    var facts: [String] = []
    if windowing.trigger != .byDefault { facts.append("fires \(windowing.trigger)") }
    if windowing.allowedLateness > .zero { facts.append("late elements for \(windowing.allowedLateness)") }
    return facts + (facts.isEmpty ? [] : ["\(windowing.accumulation) panes"])
  }

  private func outputOfLast(in composite: Node) -> CollectionTraits? {
    composite.children.last.flatMap { last in
      let node = graph.nodes[last]
      return node.outputs.first.map { graph.collections[$0.collection].traits } ?? outputOfLast(in: node)
    }
  }

  /// Whether a step begins with no collection.
  private func reads(_ node: Node) -> Bool {
    node.parent == nil && node.inputs.isEmpty
  }

  /// Whether the engine keeps records or state of a step between bundles.
  private func keepsState(_ node: Node) -> Bool {
    func isWithin(_ path: String) -> Bool { path == node.step.path || path.hasPrefix(node.step.path + "/") }
    if planned.groupings.contains(where: { $0.map(isWithin) ?? false }) { return true }
    return graph.nodes.contains { if case .stateful = $0.kind { isWithin($0.step.path) } else { false } }
  }

  private var notes: [String] {
    var notes: [String] = []
    for (index, stage) in planned.plan.stages.enumerated() where !stage.isBounded {
      guard let source = display.source(ofStage: index) else { continue }
      let consumers = stage.outputs.map { planned.plan.edges[$0.index].consumer.index }
      // A source whose output is read by another one finds parts for that, such as partitions.
      if consumers.contains(where: { if case .restrictions = planned.plan.stages[$0].kind { true } else { false } }) {
        continue
      }
      notes.append("\(source) reads without end: the job runs until it is stopped")
      let holders = consumers.map { planned.groupings[$0] ?? planned.plan.stages[$0].name }
      notes.append(
        holders.isEmpty
          ? "\(source) commits its positions, if it has a group, when its records are out of the job"
          : "\(source) commits the positions at its start only, since records stay in memory at \(holders.joined(separator: ", "))"
      )
    }
    if planned.plan.stages.allSatisfy(\.isBounded) { notes.append("all input is bounded: the job ends by itself") }
    for stage in planned.unspread {
      notes.append(
        "\(planned.plan.stages[stage.index].name): one thread runs it, since all elements come from one; add reshuffle()"
      )
    }
    return notes
  }
}
