import JoistPlan

/// The state and timers of one key group of a stateful stage.
///
/// A bundle that has the group writes state into an overlay, and changes timers and windows in place, with a journal of
/// what they were. So a failed bundle can be undone, and its commit has little to do under the coordinator's lock: the
/// next bundle puts the overlay's writes into the store.
// SAFETY: either the coordinator holds a group or, while a bundle runs, the thread that runs it, and the lock around the
// coordinator orders the hand-over. Nothing that the group calls comes back to it.
final class StatefulGroup: StateStore, @unchecked Sendable {
  /// The number of the key group.
  let keyGroup: Int
  private let stage: Stateful
  // SAFETY: `@exclusivity(unchecked)`: as above.
  @exclusivity(unchecked) private var store: StoreOverlay<MemoryStore>
  @exclusivity(unchecked) private var timers: TimerTable
  @exclusivity(unchecked) private var windows: EnteredWindows
  /// What a running bundle has changed, in order.
  private var timerJournal: [TimerUpdate] = []
  private var entered: [Window] = []
  /// The keys that a running bundle has removed from windows.
  private var collected: [(window: Window, keys: [[UInt8]])] = []
  /// Whether the overlay has writes of a committed bundle.
  private var isCommitted = false
  /// The input watermark of the running bundle.
  private var watermark = EventTime.min
  /// Whether the running bundle was given all timers that are due.
  private var hasAllTimers = true

  /// The most timers, and the most keys of expired windows, that a bundle is given.
  private static let mostDue = 1 << 16

  /// Makes a group without state.
  /// - Parameter seed: seeds hash tables, so that keys cannot be chosen to collide.
  init(keyGroup: Int, stage: Stateful, seed: UInt64) {
    self.keyGroup = keyGroup
    self.stage = stage
    store = StoreOverlay(over: MemoryStore(seed: seed), seed: seed &+ 1)
    timers = TimerTable(stage)
    windows = EnteredWindows(allowedLateness: stage.allowedLateness)
  }

  // MARK: Calls of the coordinator

  /// Begins a bundle.
  /// - Returns: the timers that are due.
  func begin(at watermark: Int64, now: Int64) -> [DueTimer] {
    self.watermark = watermark
    var due = timers.due(.eventTime, atMost: Self.mostDue) { Window.isPassed($0, by: watermark) }
    // When all input has come, processing-time timers fire without waiting for the clock.
    let isAtEnd = watermark >= EventTime.max
    due += timers.due(.processingTime, atMost: Self.mostDue - due.count) { isAtEnd || $0 <= now }
    hasAllTimers = due.count < Self.mostDue
    if !hasAllTimers { return due }
    guard let expiration = stage.expiration else { return due }
    for (window, keys) in windows.expired(at: watermark, atMost: Self.mostDue - due.count) {
      let setting = TimerSetting(
        time: window.expiry(allowedLateness: stage.allowedLateness), hold: window.maxTimestamp)
      due += keys.map { key in
        DueTimer(address: TimerAddress(family: expiration, tag: "", window: window, key: key), setting: setting)
      }
    }
    return due
  }

  /// Notes that the bundle is committed.
  func commit() -> KeyGroupAnswer {
    isCommitted = true
    for (window, keys) in collected { windows.remove(keys, from: window) }
    forgetJournals()
    return answer
  }

  /// Undoes what the bundle did, whether it has begun or not.
  func undo() {
    // Writes of the bundle before, which is committed, may be in the overlay if this bundle has not begun.
    if !isCommitted { store.undo() }
    for update in timerJournal.reversed() { _ = timers.update(update.address, update.setting) }
    for window in entered.reversed() { windows.removeLast(from: window) }
    forgetJournals()
  }

  private func forgetJournals() {
    timerJournal = []
    entered = []
    collected = []
  }

  private var answer: KeyGroupAnswer {
    var answer = KeyGroupAnswer()
    answer.hold = timers.hold
    if stage.expiration != nil { answer.hold = [answer.hold, windows.firstEnd].compactMap(\.self).min() }
    answer.hold = answer.hold.map { min($0, EventTime.endOfGlobalWindow) }
    // Work is due when the watermark has passed a moment.
    answer.nextEventTime = [timers.earliest(.eventTime), windows.nextExpiry].compactMap(\.self).min()
      .map { min($0, EventTime.max - 1) + 1 }
    if timers.count(.processingTime) > 0 {
      answer.nextEventTime = min(answer.nextEventTime ?? EventTime.max, EventTime.max)
    }
    answer.nextProcessingTime = timers.earliest(.processingTime) ?? .max
    answer.windows = windows.count
    answer.memory = memory
    return answer
  }

  /// The memory of the group. A part of that of the last bundle's writes becomes free when they are in the store.
  private var memory: GroupMemory {
    let writes = isCommitted ? store.writesMemory : 0
    return GroupMemory(tables: store.memory - writes + timers.memory + windows.memory, spare: writes)
  }

  /// Puts the last bundle's writes into the store, which frees what they replace and remove.
  /// - Returns: the memory afterwards.
  func trim() -> GroupMemory {
    // If the store fails, the next bundle tries again.
    try? prepare()
    return memory
  }

  // MARK: Calls of the bundle

  func prepare() throws {
    if isCommitted { try store.commit() }
    isCommitted = false
  }

  func finish(isComplete: Bool) throws {
    guard isComplete, hasAllTimers else { return }
    if stage.expiration == nil {
      for (window, keys) in windows.expired(at: watermark, atMost: .max) { try collect(keys, of: window) }
    }
    // At the end of time they have fired.
    if watermark >= EventTime.max { return }
    update(timers.inExpiredWindows(at: watermark).map { TimerUpdate(address: $0, setting: nil) })
  }

  /// Removes the state of keys in a window.
  private func collect(_ keys: [[UInt8]], of window: Window) throws {
    let range = CellRange(prefix: StateCell.prefix(window))
    for key in keys {
      var cells: [[UInt8]] = []
      try store.scan(range, of: key.span) { cell, _ in
        cells.append(cell)
        return .next
      }
      for cell in cells.reversed() { try store.remove(cell, of: key.span) }
    }
    collected.append((window, keys))
  }

  func read(_ cell: Span<UInt8>, of key: Span<UInt8>) throws -> [UInt8]? { try store.read(cell, of: key) }

  func write(_ value: [UInt8], to cell: [UInt8], of key: Span<UInt8>) throws {
    try store.write(value, to: cell, of: key)
  }

  func remove(_ cell: [UInt8], of key: Span<UInt8>) throws { try store.remove(cell, of: key) }

  func scan(
    _ range: CellRange, of key: Span<UInt8>, _ body: (_ cell: [UInt8], _ value: [UInt8]) throws -> ScanStep
  ) throws { try store.scan(range, of: key, body) }

  func last(_ range: CellRange, of key: Span<UInt8>) throws -> (cell: [UInt8], value: [UInt8])? {
    try store.last(range, of: key)
  }

  func enter(_ window: Window, key: Span<UInt8>) throws {
    let mark = StateCell.mark(window)
    guard try store.read(mark.span, of: key) == nil else { return }
    try store.write([], to: mark, of: key)
    windows.add(key.withUnsafeBytes { Array($0) }, to: window)
    entered.append(window)
  }

  func expire(_ keys: [[UInt8]], of window: Window) throws { try collect(keys, of: window) }

  func update(_ updates: [TimerUpdate]) {
    for update in updates {
      let before = timers.update(update.address, update.setting)
      timerJournal.append(TimerUpdate(address: update.address, setting: before))
    }
  }
}
