import BeamModel
import JoistPlan

/// Makes the plan's stages and edges from the fused stages and cuts, and the descriptors of the stages that run user
/// code.
struct PlanBuilder {
  private let draft: Draft
  private let fused: StageTable
  private let stepsByID: [String: DraftStep]
  private var plan = Plan(stages: [], edges: [])
  private var descriptors: [FnProto.ProcessBundleDescriptor?] = []
  private var groupings: [DescriptorBuilder.KeyedReader?] = []
  private var steps: [[StepLine]] = []
  /// The stage of each end of a cut.
  private var stages: [Cut.End: StageID] = [:]

  init(draft: Draft, fused: StageTable) {
    self.draft = draft
    self.fused = fused
    stepsByID = Dictionary(draft.steps.map { ($0.id, $0) }) { first, _ in first }
  }

  /// The planned pipeline.
  mutating func planned(_ phases: [PhaseReport]) throws -> PlannedPipeline {
    let ends = ends()
    for end in ends { try addStage(of: end) }
    let cuts = Dictionary(grouping: fused.cuts, by: \.writer)
    for end in ends { try connect(end, cuts[end] ?? []) }
    let sharing = FanOut.sharing(fused.stages)
    let unspread = fused.stages.indices.filter { FanOut.isLikely(in: fused.stages[$0], sharing: sharing) }
    return PlannedPipeline(
      plan: plan, descriptors: descriptors, groupings: groupings.map { $0?.path }, steps: steps,
      unspread: unspread.compactMap { stages[.stage($0)] }.sorted(), phases: phases)
  }

  /// What becomes a stage, in the order of the steps at which the stages begin; at one step, the engine's own stage is
  /// first.
  private func ends() -> [Cut.End] {
    var piecesByPosition: [Int: [Int]] = [:]
    for (index, piece) in fused.stages.enumerated() { piecesByPosition[piece.position, default: []].append(index) }
    return draft.steps.enumerated().flatMap { position, step in
      let isEngine = step.kind.map { $0.isRoot || $0.isGrouping } ?? false
      return (isEngine ? [Cut.End.engine(step.id)] : []) + (piecesByPosition[position] ?? []).map { .stage($0) }
    }
  }

  // MARK: Stages

  private mutating func addStage(of end: Cut.End) throws {
    switch end {
    case .engine(let id): try addStage(ofEngine: try step(id))
    case .stage(let index): try addStage(of: fused.stages[index])
    }
    stages[end] = StageID(plan.stages.count - 1)
  }

  private mutating func addStage(ofEngine step: DraftStep) throws {
    let path = try StepPath.of(step)
    if step.kind == .impulse {
      add(Stage(kind: .impulse, name: step.name, path: CutPath(step: path), inputs: [], outputs: []), [step])
    } else if step.kind == .testStream {
      let kind = Stage.Kind.testStream(try TestStream(step, draft))
      add(Stage(kind: kind, name: step.name, path: CutPath(step: path), inputs: [], outputs: []), [step])
    } else {
      let grouping = try Grouping(step, draft)
      let kind = Stage.Kind.grouping(grouping)
      let reader = DescriptorBuilder.KeyedReader(
        path: path, combines: grouping.liftsCombiners, keepsTimes: grouping.outputTime != .endOfWindow)
      add(Stage(kind: kind, name: path, inputs: [], outputs: []), [step], grouping: reader)
    }
  }

  private mutating func addStage(of piece: FusedStage) throws {
    var stage = Stage(kind: .elements, name: StageName.of(piece), path: piece.path, inputs: [], outputs: [])
    if piece.begin.kind == .processRestrictions {
      stage.kind = .restrictions
      stage.isBounded = try piece.begin.outputs.allSatisfy { try draft.collection($0).isBounded != .unbounded }
      stage.sizeUnit = sizeUnit(of: piece.begin)
    }
    stage.pipelineDepth = PipelineDepth.of(piece)
    var reader: DescriptorBuilder.KeyedReader?
    if try piece.begin.needs().isStateful {
      stage.kind = .stateful(try Stateful(piece.begin, draft))
      reader = DescriptorBuilder.KeyedReader(path: piece.path.step, combines: false, keepsTimes: true)
    }
    add(stage, piece.members, grouping: reader)
  }

  private mutating func add(_ stage: Stage, _ members: [DraftStep], grouping: DescriptorBuilder.KeyedReader? = nil) {
    plan.stages.append(stage)
    descriptors.append(nil)
    groupings.append(grouping)
    steps.append(members.map(StepLine.init))
  }

  private func step(_ id: String) throws -> DraftStep {
    guard let step = stepsByID[id] else { throw PlannerError("there is no step \(id)") }
    return step
  }

  /// The annotation in which the SDK names the unit of the sizes of a source's restrictions.
  private static let sizeUnitAnnotation = "joist:size_unit"

  private func sizeUnit(of step: DraftStep) -> SizeUnit? {
    step.transform.annotations[Self.sizeUnitAnnotation].flatMap { String($0) }.flatMap { SizeUnit(rawValue: $0) }
  }

  // MARK: Edges

  private mutating func connect(_ writer: Cut.End, _ cuts: [Cut]) throws {
    guard let producer = stages[writer] else { return }
    var sinks: [DescriptorBuilder.Sink] = []
    for cut in cuts {
      guard let consumer = stages[cut.reader] else { continue }
      try addEdge(from: producer, to: consumer, cut)
      sinks.append(
        DescriptorBuilder.Sink(
          collection: cut.collection, reader: try readerName(of: cut), grouping: groupings[consumer.index]))
    }
    guard case .stage(let index) = writer else { return }
    let builder = DescriptorBuilder(draft: draft, piece: fused.stages[index], sinks: sinks)
    descriptors[producer.index] = try builder.descriptor(id: "\(producer)")
  }

  private mutating func addEdge(from producer: StageID, to consumer: StageID, _ cut: Cut) throws {
    let edge = EdgeID(plan.edges.count)
    plan.edges.append(
      Edge(
        producer: producer, consumer: consumer, kind: cut.reason.isKeyed ? .keyed : .elements,
        keepsOrder: cut.reason != .reshuffle, reason: cut.reason, shape: try draft.shape(ofCollection: cut.collection)))
    plan.stages[producer.index].outputs.append(edge)
    plan.stages[consumer.index].inputs.append(edge)
  }

  private func readerName(of cut: Cut) throws -> String {
    switch cut.reader {
    case .engine(let id): try step(id).name
    case .stage(let index): fused.stages[index].begin.name
    }
  }
}
