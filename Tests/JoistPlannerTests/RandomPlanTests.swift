import BeamModel
import JoistPlan
import JoistPlanner
import Testing

/// Whatever the pipeline, its plan moves the same elements through the same steps.
@Suite struct RandomPlanTests {
  @Test("A plan moves the same elements through the same steps", arguments: 0..<300)
  func movesTheSameElements(seed: Int) throws {
    let builder = PipelineBuilder.random(seed: UInt64(seed), steps: 4 + seed % 40)
    let planned = try builder.planned()
    try PlanShape(planned).check()
    let expected = Flow.through(builder)
    let found = try Flow.through(planned)
    for (step, count) in expected { #expect(found[step, default: 0] == count, "seed \(seed), step \(step)") }
  }

  @Test("With every kind of cut, a plan moves the same elements through the same steps", arguments: 0..<300)
  func everyCut(seed: Int) throws {
    let builder = PipelineBuilder.random(seed: UInt64(seed), steps: 4 + seed % 40, hasEveryCut: true)
    let planned = try builder.planned([.state, .sideInputs], maxCopiedSteps: seed % 3 * 10)
    try PlanShape(planned).check()
    let expected = Flow.through(builder)
    let found = try Flow.through(planned)
    for (step, count) in expected { #expect(found[step, default: 0] == count, "seed \(seed), step \(step)") }
  }
}

extension BeamProto.PTransform {
  /// What it reads element by element: its inputs without side inputs.
  var mainInputs: [String] {
    let payload = try? BeamProto.ParDoPayload(serializedBytes: spec?.payload ?? [])
    return inputs.filter { payload?.sideInputs[$0.key] == nil }.map(\.value)
  }

  /// Whether it must not be copied into several stages.
  var isAlone: Bool {
    guard spec?.urn == BeamProto.StandardPTransforms.Primitives.parDo,
      let payload = try? BeamProto.ParDoPayload(serializedBytes: spec?.payload ?? [])
    else { return false }
    return !payload.sideInputs.isEmpty || !payload.stateSpecs.isEmpty
  }
}

/// How many elements come into each step, if an impulse makes one, functions make one of one, and groupings hand on all.
enum Flow {
  /// Counts in the pipeline itself.
  static func through(_ builder: PipelineBuilder) -> [String: Int] {
    var elements: [String: Int] = [:]
    var taken: [String: Int] = [:]
    // Roots stand in the order in which they were made: producers first.
    for id in builder.roots {
      guard let transform = builder.components.transforms[id] else { continue }
      let count = transform.mainInputs.reduce(0) { $0 + elements[$1, default: 0] }
      taken[id] = count
      let made = transform.spec?.urn == BeamProto.StandardPTransforms.Primitives.impulse ? 1 : count
      for output in transform.outputs.values { elements[output] = made }
    }
    // Reshuffles have no step in a plan, nor has an impulse an input.
    return taken.filter { id, _ in
      let urn = builder.components.transforms[id]?.spec?.urn
      return urn != BeamProto.StandardPTransforms.Composites.reshuffle
        && urn != BeamProto.StandardPTransforms.Primitives.impulse
    }
  }

  /// Counts in its plan, stage by stage.
  static func through(_ planned: PlannedPipeline) throws -> [String: Int] {
    var taken: [String: Int] = [:]
    var onEdges = [Int](repeating: 0, count: planned.plan.edges.count)
    for (index, stage) in planned.plan.stages.enumerated() {
      let count = stage.inputs.reduce(0) { count, edge in
        if case .view = planned.plan.edges[edge.index].reason { count } else { count + onEdges[edge.index] }
      }
      switch stage.kind {
      case .impulse, .testStream: for edge in stage.outputs { onEdges[edge.index] = 1 }
      case .grouping:
        taken[planned.groupings[index] ?? "", default: 0] += count
        for edge in stage.outputs { onEdges[edge.index] = count }
      case .elements, .stateful, .restrictions:
        let written = run(try #require(planned.descriptors[index]), planned.steps[index], count, &taken)
        for (index, edge) in stage.outputs.enumerated() { onEdges[edge.index] = written["sink/\(index)", default: 0] }
      }
    }
    return taken
  }

  /// What a stage writes to its sinks.
  private static func run(
    _ descriptor: FnProto.ProcessBundleDescriptor, _ steps: [StepLine], _ count: Int, _ taken: inout [String: Int]
  ) -> [String: Int] {
    var elements: [String: Int] = [:]
    for output in descriptor.transforms["source"]?.outputs.values ?? [:].values { elements[output] = count }
    for step in steps {
      guard let transform = descriptor.transforms[step.name] else { continue }
      let count = transform.mainInputs.reduce(0) { $0 + elements[$1, default: 0] }
      for output in transform.outputs.values { elements[output] = count }
      // Of an expanded step, the first part takes what the step takes; a combine is counted at its grouping.
      taken[step.name.replacing("/PairWithRestriction", with: ""), default: 0] += count
    }
    return descriptor.transforms.filter { $0.key.hasPrefix("sink/") }
      .mapValues { $0.inputs.values.reduce(0) { $0 + elements[$1, default: 0] } }
  }
}

/// What holds of every plan.
struct PlanShape {
  private let planned: PlannedPipeline
  private let plan: Plan

  init(_ planned: PlannedPipeline) {
    self.planned = planned
    plan = planned.plan
  }

  func check() throws {
    #expect(planned.descriptors.count == plan.stages.count)
    #expect(planned.groupings.count == plan.stages.count)
    for (index, edge) in plan.edges.enumerated() {
      #expect(edge.producer < edge.consumer)
      #expect(plan.stages[edge.producer.index].outputs.contains(EdgeID(index)))
      #expect(plan.stages[edge.consumer.index].inputs.contains(EdgeID(index)))
    }
    #expect(plan.stages.reduce(0) { $0 + $1.inputs.count } == plan.edges.count)
    #expect(plan.stages.reduce(0) { $0 + $1.outputs.count } == plan.edges.count)
    for (index, stage) in plan.stages.enumerated() { try check(stage, index) }
    #expect(Set(plan.stages.map(\.path)).count == plan.stages.count)
    checkCopies()
  }

  /// Steps with state or side inputs run in one stage each, and a stage in one environment.
  private func checkCopies() {
    var stages: [String: Int] = [:]
    for descriptor in planned.descriptors.compactMap(\.self) {
      for (id, transform) in descriptor.transforms where transform.isAlone { stages[id, default: 0] += 1 }
      #expect(descriptor.environments.count <= 1)
    }
    #expect(stages.values.allSatisfy { $0 == 1 })
  }

  private func check(_ stage: Stage, _ index: Int) throws {
    switch stage.kind {
    case .impulse, .testStream:
      #expect(stage.inputs.isEmpty)
    case .grouping:
      #expect(!stage.inputs.isEmpty)
      #expect(stage.inputs.allSatisfy { plan.edges[$0.index].kind == .keyed })
      #expect(planned.groupings[index] != nil)
    case .elements, .stateful, .restrictions:
      #expect(!stage.inputs.isEmpty)
      #expect(stage.inputs.allSatisfy { plan.edges[$0.index].reason != .grouping })
      // All main edges into a stage cross the same cut.
      #expect(Set(stage.inputs.map { plan.path(of: $0) }.filter { $0.isMain }) == [stage.path])
      let transforms = try #require(planned.descriptors[index]).transforms
      #expect(transforms.keys.filter { $0.hasPrefix("sink/") }.count == stage.outputs.count)
      for (output, edge) in stage.outputs.enumerated() {
        let sink = try #require(transforms["sink/\(output)"])
        let consumer = plan.edges[edge.index].consumer.index
        #expect(sink.annotations["joist:grouping"].flatMap { String($0) } == planned.groupings[consumer])
      }
    }
  }
}

extension CutPath {
  /// Whether it is not that of a side input.
  var isMain: Bool { if case .sideInput = end { false } else { true } }
}
