import JoistEngine
import JoistPlan

extension LogChecker {
  /// Checks the input of a bundle of a stage with state.
  func start(_ group: KeyedInput, of task: BundleTask) throws {
    for other in underWay.values where other.stage == task.stage {
      guard case .keyed(let given) = other.input else { continue }
      let settled = stages[task.stage.index].settling.first { $0.id == other.id }
      let groups = given.dropLast(settled?.result.undone ?? 0)
      try require(
        !groups.contains { $0.keyGroup == group.keyGroup },
        "§20: \(task.id) was given key group \(group.keyGroup), which \(other.id) has")
    }
    let stage = stages[task.stage.index]
    let waiting = stage.blocks.compactMap { stage.records[$0.block] }.filter { $0.keyGroup == group.keyGroup }
    try require(
      waiting.count >= group.records.count && zip(waiting, group.records).allSatisfy { $0 === $1 },
      "§20: key group \(group.keyGroup) of \(task.stage) was not given the oldest records that wait, in order")
    try stage.state?.check(group, at: task.inputWatermark, now: isStopped ? .min : now)
  }

  /// Takes over what a bundle of a stage with state has done.
  /// - Returns: the earliest time of its input.
  mutating func commit(_ groups: [KeyedInput], of task: BundleTask, _ result: BundleResult) throws -> Int64 {
    let stage = task.stage.index
    var earliest = EventTime.max
    var expected: [(value: ToyValue, time: Int64)] = []
    for group in groups.dropLast(result.undone) {
      for block in group.records {
        guard let place = stages[stage].blocks.firstIndex(where: { $0.block == ObjectIdentifier(block) }) else {
          throw Violation("\(task.id) was committed twice, or its input was")
        }
        stages[stage].blocks.remove(at: place)
        earliest = min(earliest, block.hold)
      }
      for timer in group.timers { earliest = min(earliest, timer.setting.hold) }
      let firing = ToyState.firing(of: group.timers.count, bundle: task.id.number)
      expected += stages[stage].state?.perform(group, at: task.inputWatermark, firing: firing) ?? []
    }
    stages[stage].dropped = stages[stage].state?.dropped ?? 0
    for output in result.outputs {
      guard case .elements(let blocks) = output else { throw Violation("a stage with state wrote records") }
      let found = blocks.flatMap(\.list)
      try require(
        found.count == expected.count
          && zip(found, expected).allSatisfy {
            $0.bytes == ToyElement.value($1.value).bytes && $0.time == $1.time
          },
        "§15: \(task.id) emitted\n  \(found.map { (ToyElement($0.bytes), $0.time) })\ninstead of\n  \(expected)")
    }
    return earliest
  }
}
