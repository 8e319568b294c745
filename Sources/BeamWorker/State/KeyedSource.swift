import Beam
import JoistPlan
import Rows

/// Gives the work of key groups to the head of a stateful stage.
final class KeyedSource {
  private let head: any KeyedReceiver
  /// The index of the family that fires when a window expires; nil if there is none.
  private let expiration: Int?
  // SAFETY: `@exclusivity(unchecked)`: one thread at a time uses an executor, and nothing that a source calls calls back.
  /// Elements of the bundle that arrived after the watermark had passed the end of their window.
  @exclusivity(unchecked) private(set) var late = LateElements()
  /// The batch that is being gathered.
  @exclusivity(unchecked) private var records: [UnsafeRawBufferPointer] = []
  @exclusivity(unchecked) private var slots: [Int] = []
  @exclusivity(unchecked) private var times: [Int64] = []
  @exclusivity(unchecked) private var contexts: [UInt32] = []

  private static let batch = BatchCapacity.elements

  init(_ head: any KeyedReceiver, expiration: Int?) {
    self.head = head
    self.expiration = expiration
  }

  /// Begins a bundle.
  func start() {
    late = LateElements()
    removeBatch()
  }

  /// Processes the work of a key group.
  func run(_ input: KeyedInput, scope: BundleScope) throws {
    try input.state.prepare()
    head.begin(StateCells(input.state))
    for block in input.records { try push(block, input.state, scope) }
    let isComplete = try fire(input, scope)
    let changes = try head.end()
    try update(input, changes, scope)
    head.forget()
    try input.state.finish(isComplete: isComplete)
  }

  // MARK: Records

  /// A window of a block's context, as a batch needs it.
  private struct Target {
    let window: Window
    /// The numbers of the window and pane, and of the window alone.
    let context: UInt32
    let number: UInt32
    let isEndPassed: Bool
    let isExpired: Bool
  }

  private func push(_ block: RecordBlock, _ state: any StateStore, _ scope: BundleScope) throws {
    let watermark = scope.control.inputWatermark
    let targets = block.contexts.map { context in
      context.windows.map { window in
        let entry = WindowContext(windows: [window], pane: context.pane).entry
        return Target(
          window: window, context: scope.contexts.intern(entry),
          number: scope.contexts.intern(ContextTable.Entry(windows: entry.windows)),
          isEndPassed: watermark > window.maxTimestamp && watermark < EventTime.max,
          isExpired: head.isExpired(entry.windows[0]))
      }
    }
    for segment in block.segments {
      // SAFETY: the block keeps the segment's records alive, and the batch is processed before the block is given up.
      var address = segment.bytes
      let headerSize = segment.form.headerSize
      for _ in 0..<segment.count {
        let record = Record(at: address, headerSize: headerSize)
        let (time, context) = Self.placement(of: address, segment.form)
        for target in targets[context] { try add(record, time, target, state, watermark) }
        if records.count >= Self.batch { try processBatch() }
        address = record.end
      }
    }
    try processBatch()
  }

  private static func placement(
    of record: UnsafePointer<UInt8>, _ form: RecordSegment.Form
  ) -> (time: Int64, context: Int) {
    switch form {
    case .lean(let context): (0, Int(context))
    case .general: (Record.time(at: record), Int(Record.context(at: record)))
    }
  }

  private func add(
    _ record: Record, _ time: Int64, _ target: Target, _ state: any StateStore, _ watermark: Int64
  ) throws {
    if target.isEndPassed || target.isExpired {
      late.add(1, of: target.window, at: watermark, isDropped: target.isExpired)
      if target.isExpired { return }
    }
    let key = UnsafeRawBufferPointer(start: record.key, count: record.keyLength)
    let known = head.keys.count
    let slot = head.keys.slot(hash: record.hash, key: key, window: target.number)
    if slot == known, !target.window.isGlobal || expiration != nil {
      try state.enter(target.window, key: Span(_unsafeBytes: key))
    }
    records.append(UnsafeRawBufferPointer(start: record.key, count: record.keyLength + record.valueLength))
    slots.append(slot)
    times.append(time)
    contexts.append(target.context)
  }

  private func processBatch() throws {
    if records.isEmpty { return }
    defer { removeBatch() }
    try times.withUnsafeMutableBufferPointer { times in
      try contexts.withUnsafeMutableBufferPointer { contexts in
        guard let firstTime = times.baseAddress, let firstContext = contexts.baseAddress else { return }
        try head.process(
          records, records.count, Header(time: 0, times: firstTime, context: 0, contexts: firstContext), slots: slots)
      }
    }
  }

  private func removeBatch() {
    records.removeAll(keepingCapacity: true)
    slots.removeAll(keepingCapacity: true)
    times.removeAll(keepingCapacity: true)
    contexts.removeAll(keepingCapacity: true)
  }

  // MARK: Timers

  /// Fires the timers that are due.
  /// - Returns: whether all of them have fired.
  private func fire(_ input: KeyedInput, _ scope: BundleScope) throws -> Bool {
    var due: [Int: [DueCall]] = [:]
    var order: [Int] = []
    for timer in input.timers {
      let entry = WindowContext(windows: [timer.address.window]).entry
      let number = scope.contexts.intern(entry)
      let slot = timer.address.key.withUnsafeBytes {
        head.keys.slot(hash: KeyHash.hash($0), key: $0, window: number)
      }
      if due[slot] == nil { order.append(slot) }
      due[slot, default: []].append(
        DueCall(
          family: timer.address.family, tag: timer.address.tag, time: timer.setting.time, hold: timer.setting.hold))
    }
    for slot in order {
      guard let calls = due[slot] else { continue }
      if try !head.fire(calls, of: slot) { return false }
    }
    return try head.fireRest()
  }

  private func update(_ input: KeyedInput, _ changes: [TimerChange], _ scope: BundleScope) throws {
    var updates: [TimerUpdate] = []
    updates.reserveCapacity(changes.count)
    for change in changes {
      let window = scope.contexts[head.keys.window(change.slot)].windows[0].planWindow
      let key = head.keys.key(change.slot)
      if change.family == expiration {
        try input.state.expire([key], of: window)
        continue
      }
      updates.append(
        TimerUpdate(
          address: TimerAddress(family: change.family, tag: change.tag, window: window, key: key),
          setting: change.setting.map { TimerSetting(time: $0.time, hold: $0.hold) }))
    }
    input.state.update(updates)
  }
}
