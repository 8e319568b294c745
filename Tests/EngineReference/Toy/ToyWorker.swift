import JoistEngine
import JoistPlan

/// Runs bundles of toy pipelines.
struct ToyWorker {
  let toy: ToyPlan
  var dice: Dice
  private var lastOrigin = 0

  init(toy: ToyPlan, dice: Dice) {
    self.toy = toy
    self.dice = dice
  }

  mutating func run(_ task: BundleTask) -> BundleResult {
    switch (toy.roles[task.stage.index], task.input) {
    case (.split(let source), .elements): split(source, task)
    case (.read(let source), .restrictions(let all)): each(all, task) { $0.read(source, task, $1) }
    case (.expand, .restrictions(let all)): each(all, task) { $0.expand(task, $1) }
    case (.transform, .elements(let blocks)): transform(task, blocks)
    case (.keep(let state), .keyed(let groups)): keep(state, task, groups)
    default: preconditionFailure("stage \(task.stage) was given the wrong kind of input")
    }
  }

  /// Runs one restriction after another; some bundles end before the last of them, a few before the first.
  private mutating func each(
    _ restrictions: [Restriction], _ task: BundleTask, run: (inout ToyWorker, Restriction) -> BundleResult
  ) -> BundleResult {
    let undone = restrictions.count > 1 && dice.chance(30) ? dice.number(in: 0...restrictions.count) : 0
    var all = result(task, [], elementsIn: 0)
    for (place, restriction) in restrictions.dropLast(undone).enumerated() {
      let one = run(&self, restriction)
      all.outputs = zip(all.outputs, one.outputs).map { first, second in
        switch (first, second) {
        case (.elements(let some), .elements(let more)): .elements(some + more)
        case (.records(let some), .records(let more)): .records(some + more)
        default: preconditionFailure("an output is of one kind")
        }
      }
      all.residuals += one.residuals.map { residual in
        var residual = residual
        residual.restriction = place
        return residual
      }
      all.elementsIn += one.elementsIn
    }
    all.undone = undone
    return all
  }

  mutating func result(
    _ task: BundleTask, _ values: [(value: ToyValue, time: Int64)], elementsIn: Int
  ) -> BundleResult {
    var outputs: [BundleOutput] = []
    for edge in toy.plan.stages[task.stage.index].outputs {
      outputs.append(toy.output(values, to: edge.index, dice: &dice))
    }
    return BundleResult(outputs: outputs, elementsIn: elementsIn)
  }

  private mutating func split(_ source: Int, _ task: BundleTask) -> BundleResult {
    let ranges = toy.sources[source].parts.enumerated().map { part, content in
      let range = ToyRange(source: source, part: part, origin: nextOrigin(), from: 0, to: content.count)
      return (bytes: ToyElement.range(range).bytes, time: EventTime.min)
    }
    return BundleResult(outputs: [.elements(toy.blocks(ranges, dice: &dice))], elementsIn: 1)
  }

  private mutating func nextOrigin() -> Int {
    lastOrigin += 1
    return lastOrigin
  }

  private mutating func read(_ place: Int, _ task: BundleTask, _ restriction: Restriction) -> BundleResult {
    let source = toy.sources[place]
    guard case .range(var range) = ToyElement(Array(restriction.block[0])) else {
      preconditionFailure("a source was given something else than a range")
    }
    let end = min(range.to, range.from + dice.number(in: 0...8))
    let content = source.parts[range.part]
    let values = (range.from..<end).map { position in
      let value = ToyValue(origin: range.origin, sequence: position, number: content[position].number)
      return (value: value, time: content[position].time)
    }
    var result = result(task, values, elementsIn: restriction.watermark == EventTime.min ? 1 : 0)
    range.from = end
    if range.to - range.from > 3 && dice.chance(10) {
      let middle = dice.number(in: range.from...range.to)
      let other = ToyRange(source: place, part: range.part, origin: nextOrigin(), from: middle, to: range.to)
      result.residuals.append(residual(other, source, continues: false))
      range.to = middle
    }
    if range.from < range.to {
      result.residuals.append(residual(range, source, continues: true))
    } else if case .endless(let watermark) = source.ending, range.to == content.count {
      result.residuals.append(
        Residual(
          block: .make([(ToyElement.range(range).bytes, restriction.block.minTime)]), watermark: watermark,
          resume: .after(milliseconds: Simulation.forEver), hasBacklog: false, continues: true, isBounded: false))
    }
    return result
  }

  private mutating func residual(_ range: ToyRange, _ source: ToySource, continues: Bool) -> Residual {
    var watermark = source.watermark(part: range.part, at: range.from, end: range.to)
    var isBounded = true
    if case .endless(let last) = source.ending { watermark = min(watermark, last) }
    if case .bounded = source.ending {} else { isBounded = false }
    let resume: Residual.Resume =
      switch dice.number(in: 0...9) {
      case 0: .after(milliseconds: Int64(dice.number(in: 0...50)))
      case 1...2: .wake(token: UInt64(range.origin), atMostMilliseconds: Int64(dice.number(in: 20...200)))
      default: .now
      }
    return Residual(
      block: .make([(ToyElement.range(range).bytes, EventTime.min)]), watermark: watermark, resume: resume,
      hasBacklog: dice.chance(50), continues: continues, isBounded: isBounded)
  }

  /// Emits a value again and again, one time or more per bundle; holds the watermark at the value's time until the end.
  private mutating func expand(_ task: BundleTask, _ restriction: Restriction) -> BundleResult {
    let value: ToyValue
    let times: Int
    switch ToyElement(Array(restriction.block[0])) {
    case .repeating(let again, let left): (value, times) = (again, left)
    case let element:
      guard let first = ToyPlan.values(of: element).first else { preconditionFailure("nothing to expand") }
      (value, times) = (first, first.number % 3 + 1)
    }
    let time = restriction.block.time(0)
    let now = dice.number(in: 1...times)
    var result = result(task, Array(repeating: (value, time), count: now), elementsIn: 1)
    if now < times {
      result.residuals = [
        Residual(
          block: .make([(ToyElement.repeating(value, times: times - now).bytes, time)]), watermark: time, resume: .now,
          hasBacklog: true, continues: true, isBounded: true)
      ]
    }
    return result
  }

  private mutating func transform(_ task: BundleTask, _ blocks: [ElementBlock]) -> BundleResult {
    let all = blocks.flatMap(\.list)
    // Some bundles end before the last of their elements, a few before the first.
    let undone = dice.chance(20) ? dice.number(in: 0...all.count) : 0
    let elements = all.dropLast(undone)
    let values = elements.flatMap { element in
      ToyPlan.values(of: ToyElement(element.bytes)).map { (value: $0, time: element.time) }
    }
    var result = result(task, values, elementsIn: elements.count)
    result.undone = undone
    return result
  }
}
