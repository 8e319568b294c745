import JoistPlan

/// Computes what a punctual pipeline must deliver, from its input and functions alone: no bundles, no schedule, no engine.
struct Evaluator {
  let toy: ToyPlan

  private struct Output {
    var values: [(value: ToyValue, time: Int64)] = []
    var watermark = EventTime.max
  }

  /// What every stage without outputs receives, as `LogChecker.results` gives it.
  func results() -> [[ToyResult]] {
    var outputs: [Output] = []
    var results: [[ToyResult]] = []
    for (stage, role) in toy.roles.enumerated() {
      var input = Output()
      var grouped: [(window: Window, key: Int, value: ToyValue)] = []
      for edge in toy.plan.stages[stage].inputs {
        let producer = outputs[toy.plan.edges[edge.index].producer.index]
        input.watermark = min(input.watermark, producer.watermark)
        let isGrouping = if case .group = toy.roles[toy.plan.edges[edge.index].producer.index] { true } else { false }
        for entry in producer.values {
          let made = isGrouping ? [entry.value] : ToyPlan.apply(toy.links[edge.index].operations, to: entry.value)
          input.values += made.map { ($0, entry.time) }
          guard case .group(let grouping) = role, let keys = toy.links[edge.index].keys else { continue }
          for value in made {
            for window in grouping.windows.windows(at: entry.time) {
              grouped.append((window, value.number % keys, value))
            }
          }
        }
      }
      switch role {
      case .impulse, .split: outputs.append(Output())
      case .read(let source): outputs.append(read(toy.sources[source]))
      case .transform: outputs.append(input)
      case .expand:
        input.values = input.values.flatMap { Array(repeating: $0, count: $0.value.number % 3 + 1) }
        outputs.append(input)
      case .group: outputs.append(group(grouped, input.watermark))
      case .keep: preconditionFailure("the result of a step with state depends on the schedule")
      }
      if toy.plan.stages[stage].outputs.isEmpty {
        results.append(input.values.map { ToyResult(number: $0.value.number, time: $0.time) }.sorted())
      }
    }
    return results
  }

  private func read(_ source: ToySource) -> Output {
    var output = Output()
    output.values = source.parts.joined().map { (ToyValue(origin: 0, sequence: 0, number: $0.number), $0.time) }
    if case .endless(let watermark) = source.ending { output.watermark = watermark }
    return output
  }

  private func group(_ records: [(window: Window, key: Int, value: ToyValue)], _ watermark: Int64) -> Output {
    var groups: [PaneKey: [ToyValue]] = [:]
    for record in records { groups[PaneKey(key: record.key, window: record.window), default: []].append(record.value) }
    var output = Output(values: [], watermark: watermark)
    for (key, values) in groups {
      if key.window.maxTimestamp < watermark {
        let folded = ToyPlan.values(of: .values(key: key.key, values))
        output.values += folded.map { ($0, key.window.maxTimestamp) }
      } else {
        output.watermark = min(output.watermark, key.window.maxTimestamp)
      }
    }
    return output
  }
}
