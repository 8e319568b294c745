import JoistPlan

/// Makes a random pipeline with its input.
struct ToyGenerator {
  var dice: Dice
  private var stages: [Stage] = []
  private var edges: [Edge] = []
  private var roles: [ToyPlan.Role] = []
  private var links: [ToyPlan.Link] = []
  private var sources: [ToySource] = []
  /// Stages whose output may be read.
  private var readable: [Int] = []
  private let isPunctual: Bool
  /// Whether steps may keep state.
  private let hasState: Bool

  init(dice: Dice, hasState: Bool) {
    self.dice = dice
    self.hasState = hasState
    isPunctual = self.dice.chance(50)
  }

  mutating func make() -> ToyPlan {
    for _ in 0..<dice.number(in: 1...2) { addSource() }
    for _ in 0..<dice.number(in: 1...4) {
      switch dice.number(in: 0...9) {
      case 0...4: addGrouping()
      case 5...7 where hasState: addState()
      case 5...7: addTransform()
      default: addExpand()
      }
    }
    for stage in readable where stages[stage].outputs.isEmpty { addSink(behind: stage) }
    return ToyPlan(plan: Plan(stages: stages, edges: edges), roles: roles, links: links, sources: sources)
  }

  private mutating func add(_ kind: Stage.Kind, _ role: ToyPlan.Role, name: String) -> Int {
    stages.append(Stage(kind: kind, name: "\(name) \(stages.count)", inputs: [], outputs: []))
    roles.append(role)
    return stages.count - 1
  }

  private mutating func connect(_ producer: Int, _ consumer: Int, _ kind: Edge.Kind, _ link: ToyPlan.Link) {
    let edge = EdgeID(edges.count)
    edges.append(
      Edge(
        producer: StageID(producer), consumer: StageID(consumer), kind: kind,
        keepsOrder: kind == .keyed || dice.chance(80)))
    links.append(link)
    stages[producer].outputs.append(edge)
    stages[consumer].inputs.append(edge)
  }

  private mutating func addSource() {
    let source = sources.count
    let endings: [ToySource.Ending] = [.bounded, .bounded, .unbounded, .endless(watermark: 0)]
    var ending = dice.one(of: endings)
    let watermarks: ToySource.Watermarks =
      isPunctual ? .perfect : .guessed(slack: Int64(dice.number(in: 0...5)))
    let disorder = dice.one(of: [0, 12, 60])
    var parts: [[(time: Int64, number: Int)]] = []
    for _ in 0..<(isPunctual ? dice.number(in: 1...3) : 1) {
      var time = Int64(dice.number(in: 0...20))
      var part: [(time: Int64, number: Int)] = []
      for _ in 0..<dice.number(in: 0...40) {
        part.append((time - Int64(dice.number(in: 0...disorder)), dice.number(in: 0...50)))
        time += Int64(dice.number(in: 0...5))
      }
      parts.append(part)
    }
    if case .endless = ending {
      let last = parts.joined().map(\.time).max() ?? 0
      ending = .endless(watermark: last + Int64(dice.number(in: 1...40)))
    }
    sources.append(ToySource(parts: parts, watermarks: watermarks, ending: ending))
    let impulse = add(.impulse, .impulse, name: "Impulse")
    let split = add(.elements, .split(source: source), name: "Split")
    let read = add(.restrictions, .read(source: source), name: "Read")
    if case .bounded = ending { stages[read].isBounded = true } else { stages[read].isBounded = false }
    stages[read].pipelineDepth = dice.number(in: 1...3)
    let plain = ToyPlan.Link(operations: [], keys: nil, precombines: false)
    connect(impulse, split, .elements, plain)
    connect(split, read, .elements, plain)
    readable.append(read)
  }

  private mutating func addTransform() {
    let stage = add(.elements, .transform, name: "Transform")
    stages[stage].pipelineDepth = dice.number(in: 1...3)
    let inputs = chooseInputs()
    for input in inputs { connect(input, stage, .elements, elementsLink()) }
    readable.append(stage)
  }

  private mutating func addExpand() {
    let stage = add(.restrictions, .expand, name: "Expand")
    connect(dice.one(of: readable), stage, .elements, elementsLink())
    readable.append(stage)
  }

  private mutating func addSink(behind stage: Int) {
    let sink = add(.elements, .transform, name: "Sink")
    stages[sink].pipelineDepth = dice.number(in: 1...3)
    connect(stage, sink, .elements, elementsLink())
  }

  /// Adds a grouping, a stage that decodes its output, and before it a stage for each input that cannot write records.
  private mutating func addGrouping() {
    let windows = randomWindows()
    let lateness = dice.chance(isPunctual ? 50 : 25) ? 0 : Int64(dice.number(in: 1...dice.one(of: [20, 60, 300])))
    let content: Grouping.Content = dice.chance(50) ? .values : .accumulators
    let grouping = Grouping(
      content: content, allowedLateness: lateness, accumulation: dice.chance(50) ? .discarding : .accumulating)
    let role = ToyPlan.Role.group(ToyPlan.ToyGrouping(windows: windows, grouping: grouping))
    let inputs = chooseInputs()
    let keys = dice.number(in: 1...dice.one(of: [2, 8, 40]))
    let stage = add(.grouping(grouping), role, name: "Group")
    for input in inputs {
      let link = ToyPlan.Link(
        operations: operations(), keys: keys, precombines: content == .accumulators && dice.chance(60),
        delay: dice.one(of: [0, 0, 0, 7, 100]))
      connect(input, stage, .keyed, link)
    }
    let behind = add(.elements, .transform, name: "Ungroup")
    connect(stage, behind, .elements, ToyPlan.Link(operations: [], keys: nil, precombines: false))
    if dice.chance(20) {
      let other = add(.elements, .transform, name: "Ungroup")
      connect(stage, other, .elements, ToyPlan.Link(operations: [], keys: nil, precombines: false))
      readable.append(other)
    }
    readable.append(behind)
  }

  /// Adds a step with state, and a stage that takes its output.
  private mutating func addState() {
    let lateness = dice.chance(50) ? 0 : Int64(dice.number(in: 1...60))
    let state = ToyState(windows: randomWindows(), allowedLateness: lateness, hasExpiration: dice.chance(40))
    let stage = add(.stateful(state.stage), .keep(state), name: "Keep")
    let keys = dice.number(in: 1...dice.one(of: [2, 8, 40]))
    for input in chooseInputs() {
      connect(input, stage, .keyed, ToyPlan.Link(operations: operations(), keys: keys, precombines: false))
    }
    let behind = add(.elements, .transform, name: "Kept")
    connect(stage, behind, .elements, ToyPlan.Link(operations: [], keys: nil, precombines: false))
    readable.append(behind)
  }

  private mutating func randomWindows() -> ToyWindows {
    switch dice.number(in: 0...9) {
    case 0: .global
    case 1...5: .fixed(size: Int64(dice.number(in: 5...30)))
    case 6...8: .sliding(size: 20, period: Int64(dice.one(of: [5, 7, 10])))
    default: .sliding(size: 5, period: 12)
    }
  }

  private mutating func chooseInputs() -> [Int] {
    let first = dice.one(of: readable)
    guard dice.chance(30) else { return [first] }
    // The same stage twice is two outputs of it: a diamond.
    return [first, dice.one(of: readable)]
  }

  private mutating func elementsLink() -> ToyPlan.Link {
    ToyPlan.Link(operations: operations(), keys: nil, precombines: false)
  }

  private mutating func operations() -> [ToyPlan.Operation] {
    (0..<dice.number(in: 0...2)).map { _ in
      switch dice.number(in: 0...3) {
      case 0: .twice
      case 1: .keep(modulus: dice.number(in: 2...4), remainder: 0)
      default: .add(dice.number(in: 1...9))
      }
    }
  }
}

extension ToyPlan {
  /// The pipeline of a seed.
  /// - Parameter hasState: whether steps may keep state.
  public static func random(seed: UInt64, hasState: Bool = false) -> ToyPlan {
    var generator = ToyGenerator(dice: Dice(seed: seed), hasState: hasState)
    return generator.make()
  }
}
