/// Counts the steps between a collection and the next cuts.
struct SharedTail {
  private var readers: [String: [Int]] = [:]
  private let steps: [DraftStep]
  private let needs: [StepNeeds]

  /// - Parameter needs: by index, what each step needs.
  init(_ steps: [DraftStep], _ needs: [StepNeeds]) {
    self.steps = steps
    self.needs = needs
    for (index, step) in steps.enumerated() {
      for input in Set(step.mainInputs(needs[index])) { readers[input, default: []].append(index) }
    }
  }

  /// Whether a worker runs more than `bound` steps after a collection, up to the next cuts. Stops counting at the
  /// bound.
  func isLonger(than bound: Int, after collection: String) -> Bool {
    var count = 0
    var seen: Set<Int> = []
    var open = [collection]
    while let next = open.popLast() {
      for index in readers[next] ?? [] where seen.insert(index).inserted {
        guard CutRules.reason(before: steps[index], needs[index]) == nil else { continue }
        if steps[index].kind?.runsOnWorker ?? false { count += 1 }
        if count > bound { return true }
        open += steps[index].outputs
      }
    }
    return false
  }
}
