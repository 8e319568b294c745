import JoistEngine
import JoistPlan

extension LogChecker {
  mutating func start(_ task: GroupTask, _ dropped: [RecordBlock]) throws {
    let stage = task.stage.index
    guard let model = stages[stage].groups else { throw Violation("\(task.id) groups at a stage that does not") }
    try require(task.id.number > lastBundle, "bundle numbers must ascend")
    lastBundle = task.id.number
    let watermark = stages[stage].input
    for other in tasks.values where other.task.stage == task.stage {
      for unit in task.units {
        try require(
          !other.task.units.contains { $0.keyGroup == unit.keyGroup },
          "§3: key group \(unit.keyGroup) of s\(stage) runs twice at once")
      }
    }
    for unit in task.units {
      try require(unit.inputWatermark == watermark, "\(task.id) has a watermark that is not that of its stage")
      let group = unit.keyGroup
      try require(
        Set(unit.fire) == Set(model.due(group, at: watermark)) && unit.fire.count == Set(unit.fire).count,
        "§10: key group \(group) of s\(stage) fires \(unit.fire) at \(watermark) instead of "
          + "\(model.due(group, at: watermark))")
      try require(
        Set(unit.expire) == Set(model.expired(group, at: watermark)),
        "§15: key group \(group) of s\(stage) lets \(unit.expire) go at \(watermark) instead of "
          + "\(model.expired(group, at: watermark))")
      for block in unit.insert {
        try require(block.keyGroup == group, "a block of another key group was given to \(group)")
        try require(
          model.limit(block.window) >= watermark, "§10: a block of an expired window was inserted at s\(stage)")
      }
      // What was taken is the oldest of what waits for the key group, in order.
      let taken = unit.insert + dropped.filter { $0.keyGroup == group }
      let waiting = stages[stage].blocks.compactMap { stages[stage].records[$0.block] }.filter { $0.keyGroup == group }
      let prefix = waiting.prefix(taken.count)
      try require(
        Set(prefix.map(ObjectIdentifier.init)) == Set(taken.map(ObjectIdentifier.init)) && prefix.count == taken.count,
        "§20: key group \(group) of s\(stage) was not given the oldest records that wait")
      let accepted = prefix.filter { block in unit.insert.contains { $0 === block } }
      try require(
        zip(accepted, unit.insert).allSatisfy { $0 === $1 },
        "§20: key group \(group) of s\(stage) was given records out of order")
    }
    for block in dropped {
      try require(
        model.limit(block.window) < watermark,
        "§22: records of \(block.window) were dropped at s\(stage) although the watermark is \(watermark)")
    }
    tasks[task.id] = (task, dropped)
  }

  mutating func commit(_ result: GroupResult) throws {
    let stage = result.stage.index
    guard let (task, dropped) = tasks.removeValue(forKey: result.id) else {
      throw Violation("\(result.id) was committed, but was not under way")
    }
    var expected: [ToyPane] = []
    for unit in task.units {
      let panes = stages[stage].groups?.perform(
        unit.keyGroup, at: unit.inputWatermark, fire: unit.fire, insert: unit.insert, expire: unit.expire)
      expected += panes ?? []
      for block in unit.insert { accept(block, stage) }
    }
    for block in task.units.flatMap(\.insert) + dropped {
      stages[stage].blocks.removeAll { $0.block == ObjectIdentifier(block) }
    }
    stages[stage].dropped += dropped.reduce(0) { $0 + $1.elementCount }
    let fired = try panes(of: result, stage)
    try require(
      fired.sorted() == expected.sorted(),
      "§10: s\(stage) fired\n  \(fired.sorted().map(\.text).joined(separator: "\n  "))\ninstead of\n  "
        + expected.sorted().map(\.text).joined(separator: "\n  "))
    for (place, pane) in fired.enumerated() {
      for later in fired[(place + 1)...] where later.key == pane.key && later.window == pane.window {
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
        for place in 0..<block.count {
          let context = block.context(place)
          guard let window = context.windows.first, context.windows.count == 1 else {
            throw Violation("s\(stage) fired an element of several windows")
          }
          try require(
            block.time(place) == window.maxTimestamp, "s\(stage) fired an element that is not at its window's end")
          switch ToyElement(Array(block[place])) {
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

  private mutating func accept(_ block: RecordBlock, _ stage: Int) {
    for record in block.list {
      let key = PaneKey(key: record.key, window: block.window)
      var reader = ByteReader(record.value)
      var sums = stages[stage].acceptedCount[key] ?? (0, 0)
      switch block.values {
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
}
