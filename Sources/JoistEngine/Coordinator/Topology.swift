import JoistPlan

/// A plan with the lookups that the coordinator needs. It never changes.
struct Topology: Sendable {
  /// The plan that the lookups are made from.
  let plan: Plan
  /// The producers of each stage.
  let producers: [[Int]]
  /// The consumers of each stage.
  let consumers: [[Int]]
  /// All stages, those nearest to the sinks first.
  let fromSinks: [Int]

  /// Reads a plan, which must name each edge at both ends and have producers before consumers.
  init(_ plan: Plan) {
    for (index, edge) in plan.edges.enumerated() {
      precondition(
        edge.producer < edge.consumer,
        "edge e\(index) goes from \(edge.producer) to \(edge.consumer), but producers come before consumers in a plan")
      precondition(
        plan.stages[edge.producer.index].outputs.contains(EdgeID(index))
          && plan.stages[edge.consumer.index].inputs.contains(EdgeID(index)),
        "edge e\(index) is not among the outputs of \(edge.producer) and the inputs of \(edge.consumer)")
    }
    self.plan = plan
    producers = plan.stages.map { $0.inputs.map { plan.edges[$0.index].producer.index } }
    consumers = plan.stages.map { $0.outputs.map { plan.edges[$0.index].consumer.index } }
    var distance = Array(repeating: 0, count: plan.stages.count)
    for stage in plan.stages.indices.reversed() {
      for consumer in consumers[stage] { distance[stage] = max(distance[stage], distance[consumer] + 1) }
    }
    fromSinks = plan.stages.indices.sorted { (distance[$0], -$0) < (distance[$1], -$1) }
  }
}
