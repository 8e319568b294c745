import Beam
import JoistPlan
import Rows

/// Gives the work of key groups to the head of a stateful stage.
final class KeyedSource {
  private let head: any KeyedReceiver
  /// The index of the family that fires when a window expires; nil if there is none.
  private let expiration: Int?
  /// Keeps elements until they are in order; nil if they need not be.
  private let sorted: SortedInput?
  // SAFETY: `@exclusivity(unchecked)`: one thread at a time uses an executor, and nothing that a source calls calls back.
  /// Elements of the bundle that arrived after the watermark had passed the end of their window.
  @exclusivity(unchecked) private(set) var late = LateElements()
  private let batch = KeyedBatch()

  /// - Parameters:
  ///   - sorting: the index of the family of timers that release elements in the order of their times; nil if the step takes
  ///     them as they come.
  init(_ head: any KeyedReceiver, expiration: Int?, sorting: Int?) {
    self.head = head
    self.expiration = expiration
    sorted = sorting.map { SortedInput(family: $0, allowedLateness: head.allowedLateness) }
  }

  /// Begins a bundle.
  func start() { late = LateElements() }

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

  private func push(_ block: RecordBlock, _ state: any StateStore, _ scope: BundleScope) throws {
    let targets = targets(of: block, scope)
    let keys = head.keys
    let watermark = scope.control.inputWatermark
    let sorted = sorted
    var known = keys.count
    var count = 0
    // SAFETY: the block keeps the segments' records alive, and the batch is processed before the block is given up.
    try targets.withUnsafeBufferPointer { targets in
      for segment in block.segments {
        var address = segment.bytes
        let headerSize = segment.form.headerSize
        for _ in 0..<segment.count {
          let record = Record(at: address, headerSize: headerSize)
          let (time, context) = Self.placement(of: address, segment.form)
          address = record.end
          let key = UnsafeRawBufferPointer(start: record.key, count: record.keyLength)
          var index = context
          // An element of several windows is processed in each of them.
          repeat {
            precondition(index < targets.count, "a record has context \(index), of \(targets.count)")
            let target = targets.baseAddress.unsafelyUnwrapped + index
            index = target.pointee.next
            if let sorted {
              let bytes = UnsafeRawBufferPointer(start: record.key, count: record.keyLength &+ record.valueLength)
              try keep(bytes, key, time, target.pointee, at: watermark, sorted, state)
              continue
            }
            if target.pointee.isLate, !accept(target.pointee, at: watermark) { continue }
            let slot = keys.slot(hash: record.hash, key: key, window: target.pointee.number)
            if slot == known {
              known &+= 1
              if target.pointee.mustEnter { try state.enter(target.pointee.window, key: Span(_unsafeBytes: key)) }
            }
            batch.set(
              UnsafeRawBufferPointer(start: record.key, count: record.keyLength &+ record.valueLength), slot: slot,
              time: time, context: target.pointee.context, at: count)
            count &+= 1
            if count == KeyedBatch.capacity { try process(&count) }
          } while index != 0
        }
      }
    }
    try process(&count)
  }

  /// A window of an element, as a batch needs it.
  private struct Target {
    let window: Window
    /// The numbers of the window and pane, and of the window alone.
    let context: UInt32
    let number: UInt32
    /// Whether the watermark has passed the end of the window, and whether the window has expired.
    let isLate: Bool
    let isExpired: Bool
    /// Whether the state must know which keys have had an element in the window.
    let mustEnter: Bool
    /// The index of the element's next window; 0 if there is none.
    var next: Int
  }

  /// The windows of the elements of a block. The first window of a context is at the context's index; the other windows of
  /// all contexts follow at the end.
  private func targets(of block: RecordBlock, _ scope: BundleScope) -> [Target] {
    let watermark = scope.control.inputWatermark
    var first: [Target] = []
    var others: [Target] = []
    for context in block.contexts {
      let targets = context.windows.map { window in
        let entry = WindowContext(windows: [window], pane: context.pane).entry
        let isExpired = head.isExpired(entry.windows[0])
        return Target(
          window: window, context: scope.contexts.intern(entry),
          number: scope.contexts.intern(ContextTable.Entry(windows: entry.windows)),
          isLate: isExpired || watermark > window.maxTimestamp && watermark < EventTime.max, isExpired: isExpired,
          mustEnter: !window.isGlobal || expiration != nil, next: 0)
      }
      let start = block.contexts.count + others.count
      for (index, var target) in targets.enumerated() {
        target.next = index + 1 < targets.count ? start + index : 0
        if index == 0 { first.append(target) } else { others.append(target) }
      }
    }
    return first + others
  }

  private static func placement(
    of record: UnsafePointer<UInt8>, _ form: RecordSegment.Form
  ) -> (time: Int64, context: Int) {
    switch form {
    case .lean(let context): (0, Int(context))
    case .general: (Record.time(at: record), Int(Record.context(at: record)))
    }
  }

  /// Counts a late element.
  /// - Returns: whether it is processed.
  private func accept(_ target: Target, at watermark: Int64) -> Bool {
    late.add(1, of: target.window, at: watermark, isDropped: target.isExpired)
    return !target.isExpired
  }

  /// Processes the first records of the batch, and sets their number to 0.
  private func process(_ count: inout Int) throws {
    if count == 0 { return }
    let header = Header(time: 0, times: batch.times, context: 0, contexts: batch.contexts)
    try head.process(batch.records, count, header, slots: batch.slots)
    count = 0
  }

  // MARK: Elements in order

  /// Keeps an element until the watermark has passed it, or drops it if it comes too late for that.
  private func keep(
    _ record: UnsafeRawBufferPointer, _ key: UnsafeRawBufferPointer, _ time: Int64, _ target: Target,
    at watermark: Int64, _ sorted: SortedInput, _ state: any StateStore
  ) throws {
    let isDropped = target.isExpired || sorted.isPassed(time, by: watermark)
    if isDropped || target.isLate { late.add(1, of: target.window, at: watermark, isDropped: isDropped) }
    if isDropped { return }
    if target.mustEnter { try state.enter(target.window, key: Span(_unsafeBytes: key)) }
    try sorted.add(record, key: Span(_unsafeBytes: key), at: time, in: target.window, state)
  }

  /// Processes the elements of a key and window that the watermark has passed.
  private func release(_ timer: TimerAddress, _ sorted: SortedInput, _ input: KeyedInput, _ scope: BundleScope) throws {
    let elements = try sorted.take(timer.key, in: timer.window, at: scope.control.inputWatermark, input.state)
    let number = scope.contexts.intern(WindowContext(windows: [timer.window]).entry)
    let slot = timer.key.withUnsafeBytes { head.keys.slot(hash: KeyHash.hash($0), key: $0, window: number) }
    var next = 0
    while next < elements.count {
      let part = elements[next..<min(next + KeyedBatch.capacity, elements.count)]
      // One piece of memory, so that all records are valid together.
      let bytes = part.flatMap(\.record)
      try bytes.withUnsafeBytes { bytes in
        var start = 0
        var count = 0
        for element in part {
          batch.set(
            UnsafeRawBufferPointer(rebasing: bytes[start..<start + element.record.count]), slot: slot,
            time: element.time, context: number, at: count)
          start += element.record.count
          count += 1
        }
        try process(&count)
      }
      next = part.endIndex
    }
  }

  // MARK: Timers

  /// Fires the timers that are due.
  /// - Returns: whether all of them have fired.
  private func fire(_ input: KeyedInput, _ scope: BundleScope) throws -> Bool {
    var due: [Int: [DueCall]] = [:]
    var order: [Int] = []
    if let sorted {
      for timer in input.timers where timer.address.family == sorted.family {
        try release(timer.address, sorted, input, scope)
      }
    }
    for timer in input.timers where timer.address.family != sorted?.family {
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
      let key = Array(head.keys.key(change.slot))
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
