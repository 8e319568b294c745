import BeamWorker
import JoistPlan

/// How many elements went into and out of each step, in all committed bundles.
struct StepTotals: Sendable {
  /// One step's totals, with the meter of its rate.
  struct Total: Sendable {
    var path: String
    var elementsIn: Int
    var elementsOut: Int
    var rate = RateMeter()
  }

  /// By stage, in the order in which the executor names its steps.
  private(set) var stages: [[Total]]

  init(stages: Int) { self.stages = Array(repeating: [], count: stages) }

  /// Adds a bundle's counters.
  mutating func add(_ counters: [StepCounter], of stage: StageID) {
    for (place, counter) in counters.enumerated() {
      // An executor names its steps in one order, so a step is nearly always found where it was.
      if place < stages[stage.index].count, stages[stage.index][place].path == counter.step {
        add(counter, at: place, of: stage)
      } else if let other = stages[stage.index].firstIndex(where: { $0.path == counter.step }) {
        add(counter, at: other, of: stage)
      } else {
        stages[stage.index].append(
          Total(path: counter.step, elementsIn: counter.elementsIn, elementsOut: counter.elementsOut))
      }
    }
  }

  private mutating func add(_ counter: StepCounter, at place: Int, of stage: StageID) {
    stages[stage.index][place].elementsIn += counter.elementsIn
    stages[stage.index][place].elementsOut += counter.elementsOut
  }

  /// The rate of a step's input, or where it has none, of its output; nil at the first look.
  mutating func rate(ofStep place: Int, of stage: StageID, at time: Int64) -> Double? {
    let total = stages[stage.index][place]
    let count = total.elementsIn > 0 ? total.elementsIn : total.elementsOut
    return stages[stage.index][place].rate.rate(ofCount: count, at: time)
  }
}
