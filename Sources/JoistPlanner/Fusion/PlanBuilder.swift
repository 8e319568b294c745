import BeamModel
import JoistPlan

/// Makes stages and edges of the fused pieces, and the descriptors of those that run user code.
struct PlanBuilder {
  private let draft: Draft
  private let fused: [FusedStage]
  private var plan = Plan(stages: [], edges: [])
  private var descriptors: [FnProto.ProcessBundleDescriptor?] = []
  private var groupings: [String?] = []
  private var steps: [[StepLine]] = []
  /// For the root of each piece: the stage of the engine's own, and that of user code.
  private var engineStages: [String: StageID] = [:]
  private var userStages: [String: StageID] = [:]

  init(draft: Draft, fused: [FusedStage]) {
    self.draft = draft
    self.fused = fused
  }

  /// The planned pipeline.
  mutating func planned(_ phases: [PhaseReport]) throws -> PlannedPipeline {
    for piece in fused { try addStages(of: piece) }
    for piece in fused { try connect(piece) }
    let sharing = FanOut.sharing(fused)
    let unspread = fused.filter { FanOut.isLikely(in: $0, sharing: sharing) }.compactMap { userStages[$0.root.id] }
    return PlannedPipeline(
      plan: plan, descriptors: descriptors, groupings: groupings, steps: steps, unspread: unspread, phases: phases)
  }

  // MARK: Stages

  private mutating func addStages(of piece: FusedStage) throws {
    let root = piece.root
    switch root.kind {
    case .impulse:
      engineStages[root.id] = add(.impulse, name: root.name, [root])
    case .groupByKey, .mergeAccumulators:
      let path = GroupingPath.of(root)
      guard let text = String(path) else { throw PlannerError(step: root.name, "its path is not UTF-8") }
      engineStages[root.id] = add(.grouping(try grouping(root)), name: text, [root], grouping: text)
    default: break
    }
    if root.kind == .processRestrictions {
      let stage = add(.restrictions, name: StageName.of(piece), piece.members)
      plan.stages[stage.index].isBounded = try root.outputs.allSatisfy {
        try draft.collection($0).isBounded != .unbounded
      }
      plan.stages[stage.index].sizeUnit = sizeUnit(of: root)
      userStages[root.id] = stage
    } else if !piece.members.isEmpty || !piece.cuts.isEmpty {
      userStages[root.id] = add(.elements, name: StageName.of(piece), piece.members)
    }
    if let stage = userStages[root.id] { plan.stages[stage.index].pipelineDepth = PipelineDepth.of(piece) }
  }

  private mutating func add(
    _ kind: Stage.Kind, name: String, _ members: [DraftStep], grouping: String? = nil
  ) -> StageID {
    plan.stages.append(Stage(kind: kind, name: name, inputs: [], outputs: []))
    descriptors.append(nil)
    groupings.append(grouping)
    steps.append(members.map(StepLine.init))
    return StageID(plan.stages.count - 1)
  }

  private func grouping(_ step: DraftStep) throws -> Grouping {
    let windowing = try draft.windowing(ofCollection: try step.onlyInput())
    return Grouping(
      content: step.kind == .mergeAccumulators ? .accumulators : .values, allowedLateness: windowing.allowedLateness,
      accumulation: windowing.accumulationMode == .accumulating ? .accumulating : .discarding)
  }

  /// The annotation by which the SDK says what the sizes of a source's restrictions count.
  private static let sizeUnitAnnotation = "joist:size_unit"

  private func sizeUnit(of root: DraftStep) -> SizeUnit? {
    root.transform.annotations[Self.sizeUnitAnnotation].flatMap { String($0) }.flatMap { SizeUnit(rawValue: $0) }
  }

  // MARK: Edges

  private mutating func connect(_ piece: FusedStage) throws {
    guard let stage = userStages[piece.root.id] else { return }
    if let engine = engineStages[piece.root.id] { addEdge(from: engine, to: stage, .elements) }
    for cut in piece.cuts {
      if let grouping = engineStages[cut.id] {
        addEdge(from: stage, to: grouping, .keyed)
      } else if let reader = userStages[cut.id] {
        addEdge(from: stage, to: reader, .elements, keepsOrder: cut.kind != .redistribute)
      } else {
        throw PlannerError(step: cut.name, "nothing reads what it makes")
      }
    }
    descriptors[stage.index] = try DescriptorBuilder(draft: draft, piece: piece).descriptor(id: "\(stage)")
  }

  private mutating func addEdge(
    from producer: StageID, to consumer: StageID, _ kind: Edge.Kind, keepsOrder: Bool = true
  ) {
    let edge = EdgeID(plan.edges.count)
    plan.edges.append(Edge(producer: producer, consumer: consumer, kind: kind, keepsOrder: keepsOrder))
    plan.stages[producer.index].outputs.append(edge)
    plan.stages[consumer.index].inputs.append(edge)
  }
}
