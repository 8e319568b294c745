import JoistPlan

/// The states of the keys and windows of a machine under a trigger, by slot, and the panes that they emit.
///
/// SAFETY: one machine owns it, so one thread at a time uses it. Nothing that it calls comes back to it, so accesses
/// cannot overlap and `@exclusivity(unchecked)` is sound.
final class TriggeredPanes {
  let grouping: Grouping
  let program: TriggerProgram
  @exclusivity(unchecked) private var states: [PaneState] = []
  /// The slots whose trigger is to be looked at, in the order of their first element.
  @exclusivity(unchecked) private var touched: [UInt32] = []
  /// The output times that hold the watermark, besides the ends of unfired windows.
  @exclusivity(unchecked) private var holds = CountedHeap()
  @exclusivity(unchecked) private var timers = Heap<ProcessingTimer>()
  /// The number of states that have a timer.
  @exclusivity(unchecked) private var liveTimers = 0
  @exclusivity(unchecked) private var madeContent: SharedContent?
  /// The late elements of the current unit.
  @exclusivity(unchecked) var late = LateElements()
  /// The number of windows that the current unit has removed.
  @exclusivity(unchecked) var expired = 0

  /// A processing time at which a slot's trigger is to be looked at. It no longer counts if the slot has another one.
  private struct ProcessingTimer: Comparable, Sendable {
    let time: Int64
    let slot: UInt32

    static func < (a: ProcessingTimer, b: ProcessingTimer) -> Bool { (a.time, a.slot) < (b.time, b.slot) }
  }

  /// The time at which a unit works.
  struct Moment {
    /// The input watermark.
    let watermark: Int64
    /// Processing time, in milliseconds.
    let now: Int64

    init(_ unit: GroupUnit) {
      watermark = unit.inputWatermark
      now = unit.processingTime
    }

    /// The moment for a trigger.
    func trigger(_ window: Window) -> TriggerProgram.Moment {
      TriggerProgram.Moment(isPastEnd: window.isPassed(by: watermark), now: now)
    }
  }

  init(_ grouping: Grouping) {
    self.grouping = grouping
    program = TriggerProgram(grouping.trigger, isMerging: grouping.sessionGap != nil)
  }

  /// The memory of states and content, in bytes.
  var memory: Int {
    arrayMemory(states) + arrayMemory(touched) + holds.count * 16 + timers.count * 16 + (madeContent?.memory ?? 0)
  }

  /// What the slots hold.
  func content(_ work: GroupWork) throws -> SharedContent {
    if let madeContent { return madeContent }
    let made = try SharedContent(grouping.content, work)
    madeContent = made
    return made
  }

  /// The earliest output time that holds the watermark; nil if there is none.
  var hold: Int64? { holds.minimum }

  /// Whether a window has expired.
  func isExpired(_ window: Window, _ moment: Moment) -> Bool {
    window.isExpired(at: moment.watermark, allowedLateness: grouping.allowedLateness)
  }

  /// Makes the state of a slot that has none.
  func makeState(_ slot: UInt32) {
    while states.count <= Int(slot) { states.append(PaneState(trigger: program.initial)) }
  }

  /// Forgets the state of a slot.
  func clear(_ slot: UInt32) {
    release(slot)
    if states[Int(slot)].timer != nil { liveTimers -= 1 }
    states[Int(slot)] = PaneState(trigger: program.initial)
  }

  /// Whether a slot's trigger has finished, so that its window accepts no more elements.
  func isFinished(_ slot: UInt32) -> Bool { program.isFinished(states[Int(slot)].trigger) }
}

// MARK: Elements

extension TriggeredPanes {
  /// Notes elements of one timestamp in the state of their slot.
  /// - Returns: false if the trigger has finished, so that the elements are dropped.
  func note(_ elements: Int, at time: Int64, of window: Window, in slot: UInt32, _ moment: Moment) -> Bool {
    makeState(slot)
    let index = Int(slot)
    let isPast = window.isPassed(by: moment.watermark)
    let isFinished = isFinished(slot)
    if isFinished {
      late.refuse(elements)
      return false
    }
    if isPast { late.add(elements, of: window, at: moment.watermark, isDropped: false) }
    program.note(elements, now: moment.now, &states[index].trigger)
    states[index].hasNew = true
    // An element before the watermark cannot hold it back.
    let time = grouping.outputTime == .endOfWindow ? window.maxTimestamp : time
    if !isPast, time >= moment.watermark { addHold(slot, time) } else { addExpiryHold(slot, window) }
    touch(slot)
    setTimer(slot, after: moment.now)
    return true
  }

  /// Notes that a slot's trigger is to be looked at.
  private func touch(_ slot: UInt32) {
    if states[Int(slot)].isTouched { return }
    states[Int(slot)].isTouched = true
    touched.append(slot)
  }

  /// Takes the slots whose trigger is to be looked at.
  func takeTouched() -> [UInt32] {
    defer { touched.removeAll(keepingCapacity: true) }
    return touched.filter { slot in
      // A slot is listed twice if it was freed and used again.
      defer { states[Int(slot)].isTouched = false }
      return states[Int(slot)].isTouched
    }
  }
}

// MARK: Panes

extension TriggeredPanes {
  /// Emits a pane if a slot's trigger is ready.
  /// - Parameter isAtEnd: whether the watermark has just passed the end of the window.
  func look(
    at slot: UInt32, key: UInt32, _ window: Window, _ moment: Moment, isAtEnd: Bool = false, _ work: GroupWork
  ) {
    let index = Int(slot)
    let trigger = moment.trigger(window)
    if !isFinished(slot), program.isReady(trigger, states[index].trigger) {
      program.fire(trigger, &states[index].trigger)
      emit(slot, key, window, isPastEnd: trigger.isPastEnd, isAtEnd: isAtEnd, isLast: isFinished(slot), work)
    }
    setTimer(slot, after: moment.now)
  }

  /// Emits the last pane of a slot, unless its trigger has finished.
  func close(_ slot: UInt32, key: UInt32, _ window: Window, isAtEnd: Bool, _ work: GroupWork) {
    if isFinished(slot) { return }
    emit(slot, key, window, isPastEnd: true, isAtEnd: isAtEnd, isLast: true, work)
  }

  /// Adds a slot to the panes to be written, unless its pane is empty and not wanted.
  private func emit(
    _ slot: UInt32, _ key: UInt32, _ window: Window, isPastEnd: Bool, isAtEnd: Bool, isLast: Bool, _ work: GroupWork
  ) {
    let index = Int(slot)
    let pane = states[index].nextPane(isPastEnd: isPastEnd, isAtEnd: isAtEnd, isLast: isLast)
    let isWanted =
      states[index].hasNew || pane.timing == .onTime && grouping.onTime == .always
      || isLast && grouping.closing == .always
    let time = states[index].hold.map { min($0, window.maxTimestamp) } ?? window.maxTimestamp
    release(slot)
    states[index].hold = nil
    states[index].hasNew = false
    if grouping.closing == .always, !isLast { addExpiryHold(slot, window) }
    guard isWanted else { return }
    states[index].noteEmitted(pane)
    work.list.append(slot, key: key)
    work.list.endRun(window, pane, time: time)
  }

  /// Whether so many panes wait that they should be written.
  func areMany(_ work: GroupWork) -> Bool { work.list.count >= 1024 }

  /// Writes the panes that were emitted, and clears what they do not leave for later ones.
  func write(keys: KeyColumn, _ work: GroupWork) throws {
    guard work.list.count > 0 else { return }
    let content = try content(work)
    try content.emit(work.list, keys: keys, .onTimeAndOnly, work)
    let isDone = { [accumulation = grouping.accumulation] in accumulation == .discarding || self.isFinished($0) }
    let done = work.list.all.filter(isDone)
    done.withUnsafeBufferPointer { content.clear($0) }
    work.list.removeAll()
  }
}

// MARK: Merging

extension TriggeredPanes {
  /// Merges the states of windows into that of a slot. A window that has just come has no state.
  /// - Parameters:
  ///   - others: the slots of the other windows.
  ///   - isNew: whether the merged window differs from the slot's window.
  func merge(_ others: [UInt32], into slot: UInt32, isNew: Bool, _ window: Window, _ moment: Moment) {
    let all = [slot] + others
    let triggers = all.map { states[Int($0)].trigger }
    let hasNew = all.contains { states[Int($0)].hasNew }
    let held = all.compactMap { states[Int($0)].hold }
    let isTouched = all.contains { states[Int($0)].isTouched }
    let isLate = all.contains { states[Int($0)].expiryHold != nil }
    for other in others { clear(other) }
    release(slot)
    var merged = isNew ? PaneState(trigger: program.initial) : states[Int(slot)]
    merged.isTouched = false
    merged.trigger = program.merged(triggers, into: isNew ? program.initial : merged.trigger, moment.trigger(window))
    merged.hasNew = hasNew
    switch grouping.outputTime {
    case .endOfWindow: merged.hold = held.isEmpty ? nil : window.maxTimestamp
    case .earliest: merged.hold = held.min()
    case .latest: merged.hold = held.max()
    }
    merged.timer = states[Int(slot)].timer
    states[Int(slot)] = merged
    if grouping.outputTime != .endOfWindow || window.isPassed(by: moment.watermark) { startHold(slot) }
    if isLate { addExpiryHold(slot, window) }
    if isTouched { touch(slot) }
    setTimer(slot, after: moment.now)
  }
}

// MARK: Holds and timers

extension TriggeredPanes {
  /// Lets a slot's output time hold the watermark, if it has one.
  func startHold(_ slot: UInt32) {
    let index = Int(slot)
    guard let time = states[index].hold, !states[index].isHolding else { return }
    holds.add(time)
    states[index].isHolding = true
  }

  /// Holds the watermark at a window's expiry.
  private func addExpiryHold(_ slot: UInt32, _ window: Window) {
    guard states[Int(slot)].expiryHold == nil else { return }
    let time = window.expiry(allowedLateness: grouping.allowedLateness)
    holds.add(time)
    states[Int(slot)].expiryHold = time
  }

  /// Ends a slot's holds.
  private func release(_ slot: UInt32) {
    let index = Int(slot)
    if let time = states[index].expiryHold {
      holds.remove(time)
      states[index].expiryHold = nil
    }
    guard states[index].isHolding, let time = states[index].hold else { return }
    holds.remove(time)
    states[index].isHolding = false
  }

  /// Notes the timestamp of an element that is on time.
  private func addHold(_ slot: UInt32, _ time: Int64) {
    let index = Int(slot)
    switch grouping.outputTime {
    case .endOfWindow: states[index].hold = time
    case .earliest, .latest:
      if states[index].isHolding, let time = states[index].hold { holds.remove(time) }
      states[index].isHolding = false
      let known = states[index].hold ?? time
      states[index].hold = grouping.outputTime == .earliest ? min(known, time) : max(known, time)
      startHold(slot)
    }
  }

  /// Sets a slot's timer to the next time at which a part of its trigger becomes ready.
  private func setTimer(_ slot: UInt32, after now: Int64) {
    guard program.usesProcessingTime else { return }
    let time = program.nextTime(states[Int(slot)].trigger, after: now)
    let known = states[Int(slot)].timer
    guard time != known else { return }
    states[Int(slot)].timer = time
    liveTimers += (time == nil ? 0 : 1) - (known == nil ? 0 : 1)
    if let time { timers.push(ProcessingTimer(time: time, slot: slot)) }
    if timers.count > 2 * liveTimers + 64 { timers.keep { states[Int($0.slot)].timer == $0.time } }
  }

  /// The time of the next timer; nil if there is none.
  func nextTimer() -> Int64? {
    while let next = timers.first {
      if states[Int(next.slot)].timer == next.time { return next.time }
      _ = timers.pop()
    }
    return nil
  }

  /// Takes the slots whose timers are due.
  func takeDueTimers(_ moment: Moment) -> [UInt32] {
    var due: [UInt32] = []
    while let time = nextTimer(), time <= moment.now, let timer = timers.pop() {
      states[Int(timer.slot)].timer = nil
      liveTimers -= 1
      due.append(timer.slot)
    }
    return due
  }
}
