import JoistEngine
import JoistPlan

extension ToyWorker {
  /// Runs the key groups of a bundle; some bundles end before the last of them.
  mutating func keep(_ toyState: ToyState, _ task: BundleTask, _ groups: [KeyedInput]) -> BundleResult {
    let undone = groups.count > 1 && dice.chance(20) ? dice.number(in: 1...groups.count - 1) : 0
    var values: [(value: ToyValue, time: Int64)] = []
    var late = LateElements()
    for group in groups.dropLast(undone) {
      var run = KeyGroupRun(state: toyState, store: group.state, watermark: task.inputWatermark)
      run.perform(group, firing: ToyState.firing(of: group.timers.count, bundle: task.id.number))
      values += run.values
      late.add(run.late)
    }
    var result = result(task, values, elementsIn: groups.dropLast(undone).reduce(0) { $0 + $1.count })
    result.undone = undone
    result.late = late
    return result
  }
}

/// A key group in a bundle, with the state that the engine keeps.
private struct KeyGroupRun {
  let state: ToyState
  let store: any StateStore
  let watermark: Int64
  var values: [(value: ToyValue, time: Int64)] = []
  var late = LateElements()
  private var touched: Set<TimerAddress> = []

  init(state: ToyState, store: any StateStore, watermark: Int64) {
    self.state = state
    self.store = store
    self.watermark = watermark
  }

  mutating func perform(_ group: KeyedInput, firing: Int) {
    memory { try store.prepare() }
    for block in group.records {
      for record in block.list {
        for window in record.context.windows { process(record, window) }
      }
    }
    for timer in group.timers.prefix(firing) { fire(timer) }
    memory { try store.finish(isComplete: firing == group.timers.count) }
  }

  private mutating func process(_ record: ToyRecord, _ window: Window) {
    let (isLate, isDropped) = state.lateness(of: window, at: watermark)
    if isLate { late.add(1, of: window, at: watermark, isDropped: isDropped) }
    if isDropped { return }
    let key = record.keyBytes
    if !window.isGlobal || state.stage.expiration != nil { memory { try store.enter(window, key: key.span) } }
    var reader = ByteReader(record.value)
    let number = ToyValue(&reader).number
    change(key, window) { $0.process(number, at: record.time, in: window, &$1) }
  }

  private mutating func fire(_ timer: DueTimer) {
    let address = timer.address
    if touched.contains(address) { return }
    if address.family == state.stage.expiration {
      change(address.key, address.window) { $0.fire(timer, &$1) }
      memory { try store.expire([address.key], of: address.window) }
      return
    }
    touched.insert(address)
    store.update([TimerUpdate(address: address, setting: nil)])
    change(address.key, address.window) { $0.fire(timer, &$1) }
  }

  /// Reads the sum of a key, calls the function, and writes what it has changed.
  private mutating func change(_ key: [UInt8], _ window: Window, _ body: (ToyState, inout Int64) -> ToyState.Effects) {
    let cell = StateCell.prefix(window, state: "sum")
    var sum: Int64 = 0
    memory {
      guard let bytes = try store.read(cell.span, of: key.span) else { return }
      var reader = ByteReader(bytes)
      sum = reader.take(Int64.self)
    }
    let effects = body(state, &sum)
    memory {
      if sum == 0 { return try store.remove(cell, of: key.span) }
      var writer = ByteWriter()
      writer.put(sum)
      try store.write(writer.bytes, to: cell, of: key.span)
    }
    values += effects.emitted
    for timer in effects.timers {
      let address = TimerAddress(family: timer.family, tag: timer.tag, window: window, key: key)
      touched.insert(address)
      store.update([TimerUpdate(address: address, setting: timer.setting)])
    }
  }

  /// Calls the store, which is in memory and does not fail.
  private func memory(_ body: () throws -> Void) {
    do { try body() } catch { preconditionFailure("a store in memory failed: \(error)") }
  }
}
