import JoistEngine
import JoistPlan

/// What a step with state must know and do, as plain dictionaries.
struct StateModel {
  let state: ToyState
  /// The sums of keys, by their bytes.
  private var sums: [Place: Int64] = [:]
  private var timers: [TimerAddress: TimerSetting] = [:]
  /// The keys that have had an element in a window, in the order of their first one, for each key group.
  private var entered: [Int: [Window: [[UInt8]]]] = [:]
  private(set) var late = 0
  private(set) var dropped = 0

  private struct Place: Hashable {
    var key: [UInt8]
    var window: Window
  }

  init(_ state: ToyState) { self.state = state }

  /// The earliest time that a timer or a window holds.
  var hold: Int64? {
    var holds = timers.values.map(\.hold)
    if state.stage.expiration != nil { holds += entered.values.flatMap { $0.keys.map(\.maxTimestamp) } }
    return holds.min().map { min($0, EventTime.endOfGlobalWindow) }
  }

  /// Whether nothing is left that would still happen. State need not be removed at the end of a job.
  var isDone: Bool {
    timers.isEmpty && (state.stage.expiration == nil || entered.values.allSatisfy { $0.isEmpty })
  }

  /// What is left, for an error.
  var leftovers: String { "the timers \(timers) and the windows \(entered.filter { !$0.value.isEmpty })" }

  /// Checks the timers that a bundle is given.
  func check(_ group: KeyedInput, at watermark: Int64, now: Int64) throws {
    var expected: [DueTimer] = timers.compactMap { address, setting in
      guard Self.group(of: address.key) == group.keyGroup else { return nil }
      let isDue =
        switch state.stage.timers[address.family].domain {
        case .eventTime: ToyState.isPassed(setting.time, by: watermark)
        case .processingTime: setting.time <= now || watermark >= EventTime.max
        }
      return isDue ? DueTimer(address: address, setting: setting) : nil
    }
    if let expiration = state.stage.expiration {
      for (window, keys) in expired(group.keyGroup, at: watermark) {
        let setting = TimerSetting(
          time: window.expiry(allowedLateness: state.stage.allowedLateness), hold: window.maxTimestamp)
        expected += keys.map {
          DueTimer(address: TimerAddress(family: expiration, tag: "", window: window, key: $0), setting: setting)
        }
      }
    }
    try require(
      Set(group.timers) == Set(expected) && group.timers.count == expected.count,
      "§15: key group \(group.keyGroup) was given the timers \(group.timers) at \(watermark), \(now) instead of "
        + "\(expected)")
  }

  /// Does what a committed bundle did with a key group.
  /// - Returns: what it must have emitted, in order.
  mutating func perform(
    _ group: KeyedInput, at watermark: Int64, firing: Int
  ) -> [(value: ToyValue, time: Int64)] {
    var call = Call()
    for record in group.records.flatMap(\.list) {
      for window in record.context.windows {
        let (isLate, isDropped) = state.lateness(of: window, at: watermark)
        if isLate { late += 1 }
        if isDropped { dropped += 1 }
        if isDropped { continue }
        let key = record.keyBytes
        if !window.isGlobal || state.stage.expiration != nil {
          if !(entered[group.keyGroup]?[window]?.contains(key) ?? false) {
            entered[group.keyGroup, default: [:]][window, default: []].append(key)
          }
        }
        var reader = ByteReader(record.value)
        let number = ToyValue(&reader).number
        apply(key, window, &call) { $0.process(number, at: record.time, in: window, &$1) }
      }
    }
    for timer in group.timers.prefix(firing) where !call.touched.contains(timer.address) {
      let address = timer.address
      if address.family == state.stage.expiration {
        apply(address.key, address.window, &call) { $0.fire(timer, &$1) }
        collect(address.key, address.window, group.keyGroup)
        continue
      }
      timers[address] = nil
      call.touched.insert(address)
      apply(address.key, address.window, &call) { $0.fire(timer, &$1) }
    }
    if firing == group.timers.count { finish(group.keyGroup, at: watermark) }
    return call.emitted
  }

  /// What a bundle has emitted, and the timers that it has changed.
  private struct Call {
    var emitted: [(value: ToyValue, time: Int64)] = []
    var touched: Set<TimerAddress> = []
  }

  /// Calls the function for a key, and takes over what it does.
  private mutating func apply(
    _ key: [UInt8], _ window: Window, _ call: inout Call, _ body: (ToyState, inout Int64) -> ToyState.Effects
  ) {
    let place = Place(key: key, window: window)
    var sum = sums[place] ?? 0
    let effects = body(state, &sum)
    sums[place] = sum == 0 ? nil : sum
    call.emitted += effects.emitted
    for timer in effects.timers {
      let address = TimerAddress(family: timer.family, tag: timer.tag, window: window, key: key)
      call.touched.insert(address)
      timers[address] = timer.setting
    }
  }

  private mutating func finish(_ group: Int, at watermark: Int64) {
    if state.stage.expiration == nil {
      for (window, keys) in expired(group, at: watermark) {
        for key in keys { collect(key, window, group) }
      }
    }
    guard watermark < EventTime.max else { return }
    for address in timers.keys
    where address.family == ToyState.Family.processing && Self.group(of: address.key) == group
      && state.isExpired(address.window, at: watermark)
    { timers[address] = nil }
  }

  private mutating func collect(_ key: [UInt8], _ window: Window, _ group: Int) {
    sums[Place(key: key, window: window)] = nil
    entered[group]?[window]?.removeAll { $0 == key }
    if entered[group]?[window]?.isEmpty ?? false { entered[group]?[window] = nil }
  }

  private func expired(_ group: Int, at watermark: Int64) -> [(window: Window, keys: [[UInt8]])] {
    (entered[group] ?? [:]).filter { state.isExpired($0.key, at: watermark) }.map { ($0.key, $0.value) }
  }

  private static func group(of key: [UInt8]) -> Int {
    var reader = ByteReader(key)
    return Plan.keyGroup(ofHash: ToyKey.hash(ToyKey.take(&reader)))
  }
}
