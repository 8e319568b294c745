import Rows

/// The head of a stateful stage. The worker gives it the work of one key group after another.
package protocol KeyedReceiver: AnyObject {
  /// The keys and windows of the current key group.
  var keys: KeySlots { get }

  /// How long after the end of a window its elements are accepted, in milliseconds.
  var allowedLateness: Int64 { get }

  /// Whether elements of a window are dropped, since the window has expired.
  func isExpired(_ window: IntervalWindow) -> Bool

  /// Begins a key group.
  func begin(_ backend: any StateBackend)

  /// Processes records, each the encoding of a key and a value, with the slot of its key and window.
  func process(
    _ records: UnsafePointer<UnsafeRawBufferPointer>, _ count: Int, _ header: Header, slots: UnsafePointer<Int>) throws

  /// Fires the timers of a slot that are due, and those that the function sets and that are due at once.
  /// - Returns: whether all of them have fired; false if the bundle has reached a limit.
  func fire(_ timers: [DueCall], of slot: Int) throws -> Bool

  /// Fires the timers that the function has set in slots without due timers, and that are due at once.
  /// - Returns: whether all of them have fired.
  func fireRest() throws -> Bool

  /// Ends a key group: writes its state.
  /// - Returns: what became of its timers, each with its slot.
  func end() throws -> [TimerChange]

  /// Forgets the keys of the key group, when its timers have been taken over.
  func forget()
}

/// A call for a timer that is due.
package struct DueCall {
  /// The index of its family, by ascending name.
  package let family: Int
  package let tag: String
  /// When it fires, and the timestamp of its outputs, in milliseconds.
  package let time: Int64
  package let hold: Int64

  package init(family: Int, tag: String, time: Int64, hold: Int64) {
    self.family = family
    self.tag = tag
    self.time = time
    self.hold = hold
  }
}

/// What a bundle did to a timer.
package struct TimerChange {
  package let slot: Int
  package let family: Int
  package let tag: String
  /// When it fires next, and the timestamp of its outputs; nil if it is no longer set.
  package let setting: (time: Int64, hold: Int64)?
}

/// Runs a stateful function.
package final class StatefulOperator<Function: DoFn>: Receiver<Function.Input> {
  private let step: Step
  private let loops: KeyedLoops<Function>
  private let bundle: BundleScope
  private let runner: DoFnOperator<Function>
  private let scope: KeyScope
  private let states: [StateCell]
  private let timers: [TimerCell]
  // SAFETY: as for `KeyScope`.
  /// Timers that were set and are due, by slot.
  @exclusivity(unchecked) private var fresh: [Int: DueTimers] = [:]
  /// The timestamps and windows of the calls for timers that have been made since results last went downstream.
  // SAFETY: room for `batch` entries; allocated here, and freed in `deinit`.
  private let times: UnsafeMutablePointer<Int64>
  private let contexts: UnsafeMutablePointer<UInt32>
  @exclusivity(unchecked) private var calls = 0
  /// The number of calls for timers in the current bundle.
  @exclusivity(unchecked) private var fired = 0
  // SAFETY: room for `capacity` elements, which are only there during `process`.
  private let values: UnsafeMutablePointer<Function.Input>
  private let capacity: Int

  /// The most calls for timers in a batch.
  private static var batch: Int { 256 }
  /// The most calls for timers in a bundle, so that a timer that sets itself again and again does not keep it for ever.
  private static var mostCalls: Int { 1 << 20 }

  init(
    step: Step, function: Function, loops: KeyedLoops<Function>, windowing: WindowingStrategy, bundle: BundleScope,
    runner: DoFnOperator<Function>
  ) {
    self.step = step
    self.loops = loops
    self.bundle = bundle
    self.runner = runner
    scope = KeyScope(bundle, allowedLateness: windowing.allowedLateness.milliseconds)
    let declarations = Declarations(in: function)
    states = declarations.states.map(\.declaration.sharedCell)
    timers = declarations.timers.map(\.cell)
    times = .allocate(capacity: Self.batch)
    contexts = .allocate(capacity: Self.batch)
    capacity = BatchCapacity.of(Function.Input.self)
    values = .allocate(capacity: capacity)
    super.init(of: Function.Input.self)
    for cell in states + timers { cell.scope = scope }
    for timer in timers {
      timer.whenDue = { [unowned self] slot, call in
        fresh[slot, default: DueTimers()].add(call, rank: rank(call.family))
      }
    }
    scope.currentTime = { [unowned runner] in runner.currentTime }
  }

  deinit {
    times.deallocate()
    contexts.deallocate()
    values.deallocate()
  }

  // MARK: Receiver

  package override func start() throws {
    try super.start()
    fired = 0
    try runner.start()
  }

  package override func finish() throws {
    scope.slot = -1
    try runner.finish()
  }

  package override func abort() {
    runner.abort()
    fresh = [:]
    calls = 0
    for cell in states + timers { cell.abort() }
    scope.reset()
  }

  package override func tearDown() { runner.tearDown() }

  package override func take(_ values: UnsafeMutablePointer<Function.Input>, _ count: Int, _ header: Header) throws {
    values.deinitialize(count: count)
    preconditionFailure("step \"\(step.path)\" keeps state but was given elements without their slots")
  }

  // MARK: KeyedReceiver

  package var keys: KeySlots { scope.slots }

  package var allowedLateness: Int64 { scope.allowedLateness }

  package func isExpired(_ window: IntervalWindow) -> Bool { scope.isExpired(window) }

  package func begin(_ backend: any StateBackend) { scope.begin(backend) }

  package func process(
    _ records: UnsafePointer<UnsafeRawBufferPointer>, _ count: Int, _ header: Header, slots: UnsafePointer<Int>
  ) throws {
    let outer = enter(count)
    defer { leave(to: outer) }
    var start = 0
    while start < count {
      let part = min(capacity, count - start)
      var decoded = 0
      let header = header.slice(from: start)
      do {
        try loops.read(records + start, part, values, &decoded)
      } catch {
        values.deinitialize(count: decoded)
        throw undecodable(records[start + decoded], error, header.time(at: decoded))
      }
      try runner.run(values, part, header) { [loops, scope] batch, failed in
        try loops.process(batch, slots + start, scope, &failed)
      }
      start += part
    }
  }

  private func undecodable(_ record: UnsafeRawBufferPointer, _ error: any Error, _ time: Int64) -> any Error {
    StepFailure(
      step: step.path, site: step.site, element: EncodedText.of(record), timestamp: Timestamp(milliseconds: time),
      underlying: UndecodableValue(type: "\(Function.Input.self)", underlying: error))
  }

  package func fire(_ due: [DueCall], of slot: Int) throws -> Bool {
    let outer = mark.enter(operatorIndex)
    defer { mark.leave(to: outer) }
    var due = DueTimers(due, rank: rank)
    scope.slot = slot
    let context = scope.slots.window(slot)
    while true {
      guard let isFresh = (fresh[slot] ?? DueTimers()).isFirst(before: due) else { break }
      if calls == Self.batch { try endCalls() }
      if calls == 0 {
        if mustEnd { return false }
        try beginCalls()
      }
      guard let call = isFresh ? fresh[slot]?.popFirst() : due.popFirst() else { break }
      let timer = timers[call.family]
      let change = timer[slot, call.tag]
      // It may have been cleared or set again since.
      let isCurrent =
        isFresh
        ? change.status == .set && change.time == call.time && change.hold == call.hold : change.status == .untouched
      guard isCurrent else { continue }
      timer[slot, call.tag] = TimerCell.Change(status: .cleared)
      times[calls] = call.hold == TimerCell.noHold ? scope.window(slot).maxTimestamp.milliseconds : call.hold
      contexts[calls] = context
      let name = timer.name
      let firing = FiredTimer(name: name, tag: call.tag, time: Timestamp(milliseconds: call.time))
      scope.isExpiring = timer.domain == .expiration
      try runner.call(calls, values, failure: { failure(call, of: name, slot, $0) }) { [loops, scope] batch in
        try loops.fire(batch, firing, scope)
      }
      scope.isExpiring = false
      calls += 1
      fired += 1
    }
    fresh[slot] = nil
    return true
  }

  private func failure(_ call: DueCall, of timer: String, _ slot: Int, _ error: any Error) -> any Error {
    StepFailure(
      step: step.path, site: step.site, element: nil, key: loops.keyText(scope.slots.key(slot)),
      timestamp: Timestamp(milliseconds: call.hold), underlying: TimerFailure(timer: timer, underlying: error))
  }

  package func fireRest() throws -> Bool {
    for slot in fresh.keys.sorted() { if try !fire([], of: slot) { return false } }
    return true
  }

  package func end() throws -> [TimerChange] {
    if calls > 0 { try endCalls() }
    scope.slot = -1
    do {
      for state in states { try state.flush() }
    } catch {
      throw step.failure(error)
    }
    var changes: [TimerChange] = []
    for timer in timers {
      timer.forEachChange { slot, tag, change in
        let setting = change.status == .set ? (change.time, change.hold) : nil
        changes.append(TimerChange(slot: slot, family: timer.family, tag: tag, setting: setting))
      }
      timer.abort()
    }
    fresh = [:]
    return changes
  }

  package func forget() { scope.reset() }

  // MARK: Timers

  /// Timers of processing time fire after those of event time, and the expiry of the window comes last.
  private func rank(_ family: Int) -> Int {
    switch timers[family].domain {
    case .eventTime: 0
    case .processingTime: 1
    case .expiration: 2
    }
  }

  /// Whether the bundle has made enough calls for timers. It makes some in any case: the elements alone may have taken all the
  /// time and all the output of a bundle.
  private var mustEnd: Bool {
    fired >= Self.mostCalls || fired > 0 && bundle.control.shouldEndTimers(outputBytes: bundle.outputBytes)
  }

  private func beginCalls() throws {
    runner.begin(Header(time: 0, times: times, context: 0, contexts: contexts))
  }

  private func endCalls() throws {
    calls = 0
    try runner.end()
  }
}

extension StatefulOperator: KeyedReceiver {}

/// A function threw an error for a timer.
public struct TimerFailure: Error, CustomStringConvertible {
  /// The name of the timer.
  public let timer: String
  /// The error that the function threw.
  public let underlying: any Error

  /// The error and the timer's name.
  public var description: String { "\(underlying)\n  when the timer \(timer) fired" }
}
