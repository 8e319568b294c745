import JoistPlan

extension Coordinator {
  /// Advances the watermarks of a stage whose input or holds have changed, and those of all stages after it.
  mutating func advanceWatermarks(from first: Int) {
    let plan = topology.plan
    var isTouched = Array(repeating: false, count: plan.stages.count)
    isTouched[first] = true
    for stage in first..<plan.stages.count where isTouched[stage] {
      let before = stages[stage].watermarks
      stages[stage].watermarks.advance(
        upstream: upstream(of: stage), pending: books.stages[stage].pendingTimes.minimum, hold: hold(of: stage))
      let after = stages[stage].watermarks
      if after == before { continue }
      record(.watermarks(StageID(stage), input: after.input, output: after.output))
      if after.output != before.output {
        for consumer in topology.consumers[stage] { isTouched[consumer] = true }
      }
    }
  }

  /// The lowest output watermark of a stage's producers.
  func upstream(of stage: Int) -> Int64 {
    if case .impulse = stages[stage].part { return stages[stage].hasEmitted ? EventTime.max : EventTime.min }
    if case .testStream(let number) = stages[stage].part { return testStreams[number].watermark }
    var smallest = EventTime.max
    for producer in topology.producers[stage] { smallest = min(smallest, stages[producer].watermarks.output) }
    return smallest
  }

  private func hold(of stage: Int) -> Int64? {
    switch stages[stage].part {
    case .grouping(let grouping):
      groupings[grouping].groups.hold == EventTime.max ? nil : groupings[grouping].groups.hold
    case .stateful(let stateful): statefuls[stateful].groups.hold
    case .impulse, .testStream, .elements, .restrictions: books.stages[stage].holds.minimum
    }
  }
}
