import JoistPlan

/// Groups one key group by windows that do not merge, under any trigger: each key of a window has a trigger of its own.
///
/// It serves what `PlainMachine` cannot, at the cost of a state for each key and window.
// SAFETY: one thread at a time uses a machine (see `GroupMachine`), and locks order the hand-over, so it may be sent to
// another. Nothing that the machine calls comes back to it, so accesses cannot overlap and `@exclusivity(unchecked)` is
// sound.
final class GeneralMachine: GroupMachine, @unchecked Sendable {
  let keyGroup: Int
  let grouping: Grouping
  let program: TriggerProgram
  private let seed: UInt64
  @exclusivity(unchecked) var windows: LiveWindows
  @exclusivity(unchecked) var table: SharedTable
  @exclusivity(unchecked) private var madeContent: SharedContent?
  /// The window of each chain of the table.
  @exclusivity(unchecked) var windowOfChain: [UInt32] = []
  /// The state of each slot of the table.
  @exclusivity(unchecked) var states: [PaneState] = []
  /// The slots whose trigger is to be looked at, in the order of their first element.
  @exclusivity(unchecked) var touched: [UInt32] = []
  /// The output times that hold the watermark, besides the ends of unfired windows.
  @exclusivity(unchecked) var holds = CountedHeap()
  @exclusivity(unchecked) var timers = Heap<ProcessingTimer>()
  /// The late elements of the current unit.
  @exclusivity(unchecked) var late = LateElements()
  /// The number of windows that the current unit has removed.
  @exclusivity(unchecked) private var expired = 0

  /// A processing time at which a slot's trigger is to be looked at. It no longer counts if the slot has another one.
  struct ProcessingTimer: Comparable, Sendable {
    let time: Int64
    let slot: UInt32

    static func < (a: ProcessingTimer, b: ProcessingTimer) -> Bool { (a.time, a.slot) < (b.time, b.slot) }
  }

  init(keyGroup: Int, grouping: Grouping, seed: UInt64) {
    self.keyGroup = keyGroup
    self.grouping = grouping
    self.seed = seed
    program = TriggerProgram(grouping.trigger)
    windows = LiveWindows(seed: seed)
    table = SharedTable(seed: seed)
  }

  func perform(_ unit: GroupUnit, _ work: GroupWork) throws -> GroupAnswer {
    late = LateElements()
    expired = 0
    try passEnds(unit, work)
    try expire(unit, work)
    try runTimers(unit, work)
    for block in unit.insert {
      try insert(block, unit, work)
      try lookAtTouched(unit, work)
    }
    return answer(to: unit)
  }

  func trim() {
    guard windows.count == 0 else { return }
    windows = LiveWindows(seed: seed)
    table = SharedTable(seed: seed)
    madeContent = nil
    windowOfChain = []
    states = []
    holds = CountedHeap()
    timers = Heap()
  }

  private func answer(to unit: GroupUnit) -> GroupAnswer {
    var answer = GroupAnswer(
      changes: GroupChanges(
        inserted: unit.insert, inputWatermark: unit.inputWatermark, processingTime: unit.processingTime))
    answer.hold = [windows.hold, holds.minimum].compactMap { $0 }.min()
    answer.nextEventTime = windows.nextEventTime
    answer.nextProcessingTime = nextTimer()
    answer.windows = windows.count
    answer.expired = expired
    answer.late = late
    let memory =
      table.memory + (madeContent?.memory ?? 0) + windows.memory + arrayMemory(windowOfChain) + arrayMemory(states)
      + arrayMemory(touched) + holds.count * 16 + timers.count * 16
    answer.memory = windows.count == 0 ? GroupMemory(spare: memory) : GroupMemory(tables: memory)
    return answer
  }

  /// The content of the table's slots.
  func content(_ work: GroupWork) throws -> SharedContent {
    if let madeContent { return madeContent }
    let made: SharedContent =
      switch grouping.content {
      case .values: .values(ValueChains())
      case .accumulators: .accumulators(try work.makeStore())
      }
    madeContent = made
    return made
  }
}

// MARK: Windows

extension GeneralMachine {
  /// Looks at the triggers of windows whose end the watermark has passed.
  private func passEnds(_ unit: GroupUnit, _ work: GroupWork) throws {
    var passed: [UInt32] = []
    var closed: [UInt32] = []
    while let number = windows.popDue(at: unit.inputWatermark) {
      let window = windows[number].window
      let isClosed = window.isExpired(at: unit.inputWatermark, allowedLateness: grouping.allowedLateness)
      try forEachSlot(of: number) { slot in
        if isClosed {
          try close(slot, window, isAtEnd: true, work)
        } else {
          try look(at: slot, window, unit, isAtEnd: true, work)
        }
      }
      if isClosed { closed.append(number) } else { passed.append(number) }
    }
    try write(work)
    for number in closed { try remove(number, work) }
    for number in passed {
      windows.noteFired(number, allowedLateness: grouping.allowedLateness)
      forEachSlot(of: number) { hold($0) }
    }
  }

  /// Closes windows that accept no more elements.
  private func expire(_ unit: GroupUnit, _ work: GroupWork) throws {
    var closed: [UInt32] = []
    while let number = windows.popExpired(at: unit.inputWatermark) {
      let window = windows[number].window
      try forEachSlot(of: number) { try close($0, window, isAtEnd: false, work) }
      closed.append(number)
    }
    try write(work)
    for number in closed { try remove(number, work) }
  }

  private func forEachSlot(of number: UInt32, _ body: (_ slot: UInt32) throws -> Void) rethrows {
    let slots = SlotList()
    table.append(windows[number].chain, to: slots)
    for slot in slots.all { try body(slot) }
  }

  private func remove(_ number: UInt32, _ work: GroupWork) throws {
    let chain = windows[number].chain
    let slots = SlotList()
    table.append(chain, to: slots)
    for slot in slots.all {
      release(slot)
      states[Int(slot)] = PaneState(trigger: program.initial)
    }
    try content(work).clear(slots.all)
    table.removeChain(chain)
    windows.remove(number)
    expired += 1
  }
}

// MARK: Panes

extension GeneralMachine {
  /// Emits a pane if a slot's trigger is ready.
  func look(at slot: UInt32, _ window: Window, _ unit: GroupUnit, isAtEnd: Bool = false, _ work: GroupWork) throws {
    let index = Int(slot)
    let moment = TriggerProgram.Moment(
      isPastEnd: window.isPassed(by: unit.inputWatermark), now: unit.processingTime)
    guard !program.isFinished(states[index].trigger), program.isReady(moment, states[index].trigger) else { return }
    program.fire(moment, &states[index].trigger)
    let isFinished = program.isFinished(states[index].trigger)
    emit(slot, window, isPastEnd: moment.isPastEnd, isAtEnd: isAtEnd, isLast: isFinished, work)
    setTimer(slot)
  }

  /// Emits the last pane of a slot, unless its trigger has finished.
  private func close(_ slot: UInt32, _ window: Window, isAtEnd: Bool, _ work: GroupWork) throws {
    if program.isFinished(states[Int(slot)].trigger) { return }
    emit(slot, window, isPastEnd: true, isAtEnd: isAtEnd, isLast: true, work)
  }

  /// Adds a slot to the panes to be written, unless its pane is empty and not wanted.
  private func emit(
    _ slot: UInt32, _ window: Window, isPastEnd: Bool, isAtEnd: Bool, isLast: Bool, _ work: GroupWork
  ) {
    let index = Int(slot)
    let pane = states[index].nextPane(isPastEnd: isPastEnd, isAtEnd: isAtEnd, isLast: isLast)
    let isWanted =
      states[index].hasNew || pane.timing == .onTime && grouping.onTime == .always
      || isLast && grouping.closing == .always
    let time = states[index].hold ?? window.maxTimestamp
    release(slot)
    states[index].hold = nil
    states[index].hasNew = false
    guard isWanted else { return }
    states[index].noteEmitted(pane)
    work.list.append(slot, key: table.key(ofSlot: slot))
    work.list.endRun(window, pane, time: time)
  }

  /// Writes the panes that were emitted, and clears what they do not leave for later ones.
  func write(_ work: GroupWork) throws {
    guard work.list.count > 0 else { return }
    try content(work).emit(work.list, keys: table.keyColumn, .onTimeAndOnly, work)
    if grouping.accumulation == .discarding { try content(work).clear(work.list.all) }
    work.list.removeAll()
  }
}

// MARK: Holds and timers

extension GeneralMachine {
  /// Lets a slot's output time hold the watermark, if it has one.
  private func hold(_ slot: UInt32) {
    let index = Int(slot)
    guard let time = states[index].hold, !states[index].isHolding else { return }
    holds.add(time)
    states[index].isHolding = true
  }

  /// Ends a slot's hold.
  private func release(_ slot: UInt32) {
    let index = Int(slot)
    guard states[index].isHolding, let time = states[index].hold else { return }
    holds.remove(time)
    states[index].isHolding = false
  }

  /// Notes the timestamp of an element that is on time.
  func hold(_ slot: UInt32, _ time: Int64, _ window: Window) {
    let index = Int(slot)
    switch grouping.outputTime {
    case .endOfWindow: states[index].hold = window.maxTimestamp
    case .earliest, .latest:
      release(slot)
      let known = states[index].hold ?? time
      states[index].hold = grouping.outputTime == .earliest ? min(known, time) : max(known, time)
      hold(slot)
    }
  }

  /// Sets a slot's timer to the time at which its trigger may become ready.
  func setTimer(_ slot: UInt32) {
    guard program.usesProcessingTime else { return }
    let time = program.nextTime(states[Int(slot)].trigger)
    guard time != states[Int(slot)].timer else { return }
    states[Int(slot)].timer = time
    if let time { timers.push(ProcessingTimer(time: time, slot: slot)) }
  }

  /// The time of the next timer; nil if there is none.
  private func nextTimer() -> Int64? {
    while let next = timers.first {
      if states[Int(next.slot)].timer == next.time { return next.time }
      _ = timers.pop()
    }
    return nil
  }

  /// Looks at the triggers whose timers are due.
  private func runTimers(_ unit: GroupUnit, _ work: GroupWork) throws {
    while let time = nextTimer(), time <= unit.processingTime, let timer = timers.pop() {
      states[Int(timer.slot)].timer = nil
      try look(at: timer.slot, window(ofSlot: timer.slot), unit, work)
    }
    try write(work)
  }

  /// The window of a slot.
  func window(ofSlot slot: UInt32) -> Window { windows[windowOfChain[Int(table.chain(ofSlot: slot))]].window }

  /// Looks at the triggers of slots that have received elements.
  private func lookAtTouched(_ unit: GroupUnit, _ work: GroupWork) throws {
    for slot in touched {
      states[Int(slot)].isTouched = false
      try look(at: slot, window(ofSlot: slot), unit, work)
    }
    touched.removeAll(keepingCapacity: true)
    try write(work)
  }
}
