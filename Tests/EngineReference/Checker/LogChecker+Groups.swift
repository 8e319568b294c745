import JoistEngine
import JoistPlan

extension LogChecker {
  mutating func start(_ task: GroupTask) throws {
    let stage = task.stage.index
    guard let model = stages[stage].groups else { throw Violation("\(task.id) groups at a stage that does not") }
    try require(task.id.number > lastBundle, "bundle numbers must ascend")
    lastBundle = task.id.number
    let watermark = stages[stage].input
    for other in tasks.values where other.stage == task.stage {
      for unit in task.units {
        try require(
          !other.units.contains { $0.keyGroup == unit.keyGroup },
          "§3: key group \(unit.keyGroup) of s\(stage) runs twice at once")
      }
    }
    for unit in task.units {
      let group = unit.keyGroup
      try require(unit.inputWatermark == watermark, "\(task.id) has a watermark that is not that of its stage")
      try require(
        !unit.insert.isEmpty || watermark >= model.nextEventTime(group) ?? Int64.max,
        "§1: key group \(group) of s\(stage) was called at \(watermark) although nothing is due")
      for block in unit.insert {
        try require(block.keyGroup == group, "a block of another key group was given to \(group)")
      }
      // What was taken is the oldest of what waits for the key group, in order.
      let waiting = stages[stage].blocks.compactMap { stages[stage].records[$0.block] }.filter { $0.keyGroup == group }
      try require(
        waiting.count >= unit.insert.count && zip(waiting, unit.insert).allSatisfy { $0 === $1 },
        "§20: key group \(group) of s\(stage) was not given the oldest records that wait, in order")
    }
    tasks[task.id] = task
  }

  mutating func commit(_ result: GroupResult) throws {
    let stage = result.stage.index
    guard let task = tasks.removeValue(forKey: result.id) else {
      throw Violation("\(result.id) was committed, but was not under way")
    }
    var expected: [ToyPane] = []
    for (unit, answer) in zip(task.units, result.answers) {
      guard let done = stages[stage].groups?.perform(unit.keyGroup, at: unit.inputWatermark, insert: unit.insert) else {
        continue
      }
      expected += done.panes
      for (key, record) in done.accepted { accept(record, key, stage) }
      stages[stage].dropped += done.dropped
      try require(
        answer.late.dropped == done.dropped && answer.late.count == done.late
          && answer.late.largestLatenessMillis == done.largestLateness,
        "§22: key group \(unit.keyGroup) of s\(stage) counts \(answer.late) instead of \(done.late) late elements, "
          + "\(done.dropped) of them dropped, by \(done.largestLateness) ms at most")
      try require(
        answer.nextEventTime == stages[stage].groups?.nextEventTime(unit.keyGroup),
        "§15: key group \(unit.keyGroup) of s\(stage) wants to be called at \(answer.nextEventTime ?? -1)")
      for block in unit.insert { stages[stage].blocks.removeAll { $0.block == ObjectIdentifier(block) } }
    }
    let fired = try panes(of: result, stage)
    try require(
      fired.sorted() == expected.sorted(),
      "§10: s\(stage) fired\n  \(fired.sorted().map(\.text).joined(separator: "\n  "))\ninstead of\n  "
        + expected.sorted().map(\.text).joined(separator: "\n  "))
    for (index, pane) in fired.enumerated() {
      for later in fired[(index + 1)...] where later.key == pane.key && later.window == pane.window {
        try require(pane.pane.index < later.pane.index, "§20: panes of key \(pane.key) left s\(stage) out of order")
      }
      try require(
        pane.pane.timing != .onTime || pane.window.maxTimestamp >= stages[stage].output,
        "§2: s\(stage) fired on time behind its output watermark")
    }
    stages[stage].panes += fired
    for edge in toy.plan.stages[stage].outputs {
      for output in result.outputs { arriveBlocks(output.blocks, edge.index) }
    }
    recompute()
  }

  private func panes(of result: GroupResult, _ stage: Int) throws -> [ToyPane] {
    var panes: [ToyPane] = []
    for output in result.outputs {
      try require(output.lane < lanes, "s\(stage) fired into lane \(output.lane) of \(lanes)")
      for block in output.blocks {
        for index in 0..<block.count {
          let context = block.context(index)
          guard let window = context.windows.first, context.windows.count == 1 else {
            throw Violation("s\(stage) fired an element of several windows")
          }
          try require(
            block.time(index) == window.maxTimestamp, "s\(stage) fired an element that is not at its window's end")
          switch ToyElement(Array(block[index])) {
          case .values(let key, let values):
            let sum = values.reduce(0) { $0 + Int64($1.number) }
            panes.append(
              ToyPane(
                key: key, window: window, pane: context.pane, content: values, sum: sum, count: Int64(values.count)))
          case .combined(let key, let sum, let count):
            panes.append(ToyPane(key: key, window: window, pane: context.pane, content: [], sum: sum, count: count))
          default: throw Violation("s\(stage) fired something that is no group")
          }
        }
      }
    }
    return panes
  }

  private mutating func accept(_ record: ToyRecord, _ key: PaneKey, _ stage: Int) {
    var reader = ByteReader(record.value)
    var sums = stages[stage].acceptedCount[key] ?? (0, 0)
    switch record.kind {
    case .inputs:
      let value = ToyValue(&reader)
      stages[stage].accepted[key, default: []].append(value)
      sums = (sums.sum + Int64(value.number), sums.count + 1)
    case .partials:
      sums = (sums.sum + reader.take(Int64.self), sums.count + reader.take(Int64.self))
    }
    stages[stage].acceptedCount[key] = sums
  }
}
