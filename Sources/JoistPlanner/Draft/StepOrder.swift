/// Sorts steps so that producers come before their consumers. A list that is already in such an order is not changed.
enum StepOrder {
  static func producersFirst(_ steps: [DraftStep]) throws(PlannerError) -> [DraftStep] {
    let producers = try producers(of: steps)
    var sorted: [DraftStep] = []
    var state = [State](repeating: .new, count: steps.count)
    for first in steps.indices where state[first] == .new {
      var open = [first]
      while let next = open.last {
        state[next] = state[next] == .new ? .open : state[next]
        let missing = try missing(steps[next], producers, state)
        if missing.isEmpty {
          if state[next] == .open { sorted.append(steps[next]) }
          state[next] = .done
          open.removeLast()
        } else {
          open += missing.reversed()
        }
      }
    }
    return sorted
  }

  private enum State {
    case new
    /// Its producers are being sorted.
    case open
    case done
  }

  /// The producers of a step's inputs that are not sorted yet.
  private static func missing(
    _ step: DraftStep, _ producers: [String: Int], _ state: [State]
  ) throws(PlannerError) -> [Int] {
    var missing: [Int] = []
    for input in step.inputs {
      guard let producer = producers[input] else {
        throw PlannerError(step: step.name, "nothing makes the collection \(input) that it reads")
      }
      switch state[producer] {
      case .done: continue
      case .open: throw PlannerError(step: step.name, "it reads \(input), which depends on the step's own output")
      case .new: missing.append(producer)
      }
    }
    return missing
  }

  private static func producers(of steps: [DraftStep]) throws(PlannerError) -> [String: Int] {
    var producers: [String: Int] = [:]
    for (index, step) in steps.enumerated() {
      for output in step.outputs {
        if let other = producers.updateValue(index, forKey: output) {
          throw PlannerError(step: step.name, "it makes \(output), which step \"\(steps[other].name)\" also makes")
        }
      }
    }
    return producers
  }
}
