import BeamWorker
import JoistPlan

/// How many elements went into and out of each step, over all committed bundles.
struct StepTotals: Sendable {
  /// One step's totals, with the meters of its rates.
  struct Total: Sendable {
    var path: String
    var elementsIn = 0
    var elementsOut = 0
    /// Whether it counts a whole stage, because no executor has counted the stage's steps.
    var isWholeStage = false
    var input = RateMeter()
    var output = RateMeter()
  }

  /// The totals by stage, in the order in which the executor lists its steps.
  private(set) var stages: [[Total]]

  /// Starts all counts at zero.
  /// - Parameters:
  ///   - plan: the plan that runs.
  ///   - names: the names of each stage's steps, by stage, as far as they are known.
  init(plan: Plan, names: [[String]]) {
    stages = plan.stages.enumerated().map { index, stage in
      let known = index < names.count ? names[index] : []
      switch stage.kind {
      case .impulse, .testStream, .grouping: return [Total(path: known.first ?? stage.name, isWholeStage: true)]
      case .elements, .stateful, .restrictions:
        return known.isEmpty ? [Total(path: stage.name, isWholeStage: true)] : known.map { Total(path: $0) }
      }
    }
  }

  /// Adds a bundle's counters.
  mutating func add(_ counters: [StepCounter], of stage: StageID) {
    if !counters.isEmpty, stages[stage.index].first?.isWholeStage == true { stages[stage.index] = [] }
    for (index, counter) in counters.enumerated() {
      // An executor lists its steps in a fixed order, so a step nearly always keeps its index.
      if index < stages[stage.index].count, stages[stage.index][index].path == counter.step {
        add(counter, at: index, of: stage)
      } else if let other = stages[stage.index].firstIndex(where: { $0.path == counter.step }) {
        add(counter, at: other, of: stage)
      } else {
        stages[stage.index].append(
          Total(path: counter.step, elementsIn: counter.elementsIn, elementsOut: counter.elementsOut))
      }
    }
  }

  /// Sets a stage's counts as the engine knows them; ignored if an executor counts the stage's steps.
  mutating func set(_ stage: StageID, elementsIn: Int, elementsOut: Int) {
    guard stages[stage.index].first?.isWholeStage == true else { return }
    stages[stage.index][0].elementsIn = elementsIn
    stages[stage.index][0].elementsOut = elementsOut
  }

  /// A step's input and output rates, in elements a second; nil on the first call.
  mutating func rates(ofStep index: Int, of stage: StageID, at time: Int64) -> (input: Double?, output: Double?) {
    let total = stages[stage.index][index]
    return (
      stages[stage.index][index].input.rate(ofCount: total.elementsIn, at: time),
      stages[stage.index][index].output.rate(ofCount: total.elementsOut, at: time)
    )
  }

  private mutating func add(_ counter: StepCounter, at index: Int, of stage: StageID) {
    stages[stage.index][index].elementsIn += counter.elementsIn
    stages[stage.index][index].elementsOut += counter.elementsOut
  }
}
