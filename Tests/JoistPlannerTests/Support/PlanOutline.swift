import BeamModel
import JoistPlan
import JoistPlanner

/// A planned pipeline as text: for each stage its kind, what its bundles do, and its edges.
enum PlanOutline {
  static func of(_ planned: PlannedPipeline) -> String {
    let stages = planned.plan.stages.indices.map { index in
      let stage = planned.plan.stages[index]
      let outputs = stage.outputs.map { id in
        let edge = planned.plan.edges[id.index]
        let view = if case .view(let name) = edge.reason { "\(name): " } else { "" }
        return "\(view)\(edge.kind == .keyed ? "keyed" : "elements") s\(edge.consumer.index)"
      }
      let body = planned.descriptors[index].map { " {\(steps($0))}" } ?? ""
      return "s\(index) \(kind(stage.kind))\(body)\(outputs.isEmpty ? "" : " -> " + outputs.joined(separator: ", "))"
    }
    return stages.joined(separator: "\n")
  }

  private static func kind(_ kind: Stage.Kind) -> String {
    switch kind {
    case .impulse: "impulse"
    case .testStream: "test stream"
    case .elements: "elements"
    case .stateful: "stateful"
    case .restrictions: "restrictions"
    case .grouping(let grouping): "grouping \(grouping.content)"
    }
  }

  /// The transforms by id, but for source and sinks, with what they read and make.
  private static func steps(_ descriptor: FnProto.ProcessBundleDescriptor) -> String {
    descriptor.transforms.sorted { $0.key < $1.key }.map { id, transform in
      let inputs = transform.inputs.sorted { $0.key < $1.key }.map(\.value).joined(separator: "+")
      let outputs = transform.outputs.sorted { $0.key < $1.key }.map(\.value).joined(separator: "+")
      return "\(id): \(inputs)>\(outputs)"
    }.joined(separator: "; ")
  }
}
