import JoistPlan

/// The timers of one key group that are set, with the earliest of each domain and the earliest hold.
struct TimerTable: Sendable {
  private struct Timer: Sendable {
    var address: TimerAddress
    var setting: TimerSetting
    /// Grows with each update, so that earlier moments of the timer are recognised.
    var version: UInt32
    var isSet: Bool
  }

  /// When a timer fires. It no longer counts if the timer has been updated since.
  private struct Moment: Comparable, Sendable {
    let time: Int64
    let number: Int
    let version: UInt32

    static func < (a: Moment, b: Moment) -> Bool {
      (a.time, a.number, a.version) < (b.time, b.number, b.version)
    }
  }

  /// A domain's moments, and how many of them count.
  private struct Queue: Sendable {
    var moments = Heap<Moment>()
    var live = 0
  }

  private let families: [Stateful.TimerFamily]
  private var numbers = Lookup<TimerAddress, Int>()
  private var timers: [Timer] = []
  private var free: [Int] = []
  private var queues = [Queue(), Queue()]
  /// When the windows of processing-time timers expire.
  private var expiries = Queue()
  private var holds = CountedHeap()
  private let allowedLateness: Int64
  /// The memory of the timers' keys and tags, in bytes.
  private var keyBytes = 0

  /// The approximate memory of a timer without its key and tag: in the table of timers, the table of numbers and the
  /// heaps.
  private static let timerMemory = 320

  /// Makes an empty table for a stage.
  init(_ stage: Stateful) {
    families = stage.timers
    allowedLateness = stage.allowedLateness
  }

  /// The number of timers that are set.
  var count: Int { numbers.count }

  /// The earliest hold; nil if no timer is set.
  var hold: Int64? { holds.minimum }

  /// The approximate memory of the table, in bytes.
  var memory: Int { numbers.count * Self.timerMemory + free.count * MemoryLayout<Timer>.stride + keyBytes }

  /// The number of timers of a domain.
  func count(_ domain: TimeDomain) -> Int { queues[Int(domain.rawValue)].live }

  /// Sets or clears a timer.
  /// - Returns: its setting before; nil if it was not set.
  mutating func update(_ address: TimerAddress, _ setting: TimerSetting?) -> TimerSetting? {
    guard let number = numbers[address] else {
      if let setting { add(address, setting) }
      return nil
    }
    let before = timers[number].setting
    holds.remove(before.hold)
    timers[number].version &+= 1
    let queue = queue(of: address)
    if let setting {
      timers[number].setting = setting
      holds.add(setting.hold)
      push(number, to: queue)
    } else {
      queues[queue].live -= 1
      if hasExpiry(address) { expiries.live -= 1 }
      timers[number].isSet = false
      timers[number].address.key = []
      timers[number].address.tag = ""
      keyBytes -= address.byteCount
      numbers[address] = nil
      free.append(number)
      if numbers.count == 0 {
        reset()
      } else {
        Self.prune(&queues[queue], timers)
        Self.prune(&expiries, timers)
      }
    }
    return before
  }

  /// Frees the memory of an empty table.
  private mutating func reset() {
    timers = []
    free = []
    queues = [Queue(), Queue()]
    expiries = Queue()
  }

  /// Whether a timer is dropped when its window expires: one of event time has fired by then.
  private func hasExpiry(_ address: TimerAddress) -> Bool {
    !address.window.isGlobal && families[address.family].domain == .processingTime
  }

  private mutating func add(_ address: TimerAddress, _ setting: TimerSetting) {
    let number = free.popLast() ?? timers.count
    let version = number < timers.count ? timers[number].version &+ 1 : 0
    let timer = Timer(address: address, setting: setting, version: version, isSet: true)
    if number < timers.count { timers[number] = timer } else { timers.append(timer) }
    numbers[address] = number
    holds.add(setting.hold)
    keyBytes += address.byteCount
    let queue = queue(of: address)
    queues[queue].live += 1
    if hasExpiry(address) { expiries.live += 1 }
    push(number, to: queue)
  }

  private mutating func push(_ number: Int, to queue: Int) {
    let timer = timers[number]
    queues[queue].moments.push(Moment(time: timer.setting.time, number: number, version: timer.version))
    Self.prune(&queues[queue], timers)
    guard hasExpiry(timer.address) else { return }
    let expiry = timer.address.window.expiry(allowedLateness: allowedLateness)
    expiries.moments.push(Moment(time: expiry, number: number, version: timer.version))
    Self.prune(&expiries, timers)
  }

  /// Drops moments that no longer count from the front, and all of them if they are the majority.
  private static func prune(_ queue: inout Queue, _ timers: [Timer]) {
    while let first = queue.moments.first, !counts(first, timers) { _ = queue.moments.pop() }
    if queue.moments.count > 64, queue.moments.count > queue.live * 2 { queue.moments.keep { counts($0, timers) } }
  }

  private static func counts(_ moment: Moment, _ timers: [Timer]) -> Bool {
    timers[moment.number].isSet && timers[moment.number].version == moment.version
  }

  private func queue(of address: TimerAddress) -> Int { Int(families[address.family].domain.rawValue) }

  /// The earliest time at which a timer of a domain fires; nil if none is set.
  func earliest(_ domain: TimeDomain) -> Int64? { queues[Int(domain.rawValue)].moments.first?.time }

  /// The timers of a domain whose time satisfies a condition that holds for all times up to some moment, those that are
  /// due first in front.
  func due(_ domain: TimeDomain, atMost most: Int, where isDue: (Int64) -> Bool) -> [DueTimer] {
    var due: [DueTimer] = []
    queues[Int(domain.rawValue)].moments.forEachAscending { moment in
      guard due.count < most, isDue(moment.time) else { return .stop }
      if Self.counts(moment, timers) {
        due.append(DueTimer(address: timers[moment.number].address, setting: timers[moment.number].setting))
      }
      return .next
    }
    return due
  }

  /// The processing-time timers in windows that have expired.
  func inExpiredWindows(at watermark: Int64) -> [TimerAddress] {
    var found: [TimerAddress] = []
    expiries.moments.forEachAscending { moment in
      guard Window.isPassed(moment.time, by: watermark) else { return .stop }
      if Self.counts(moment, timers) { found.append(timers[moment.number].address) }
      return .next
    }
    return found
  }
}

extension TimerAddress {
  /// The bytes of its key and tag.
  fileprivate var byteCount: Int { key.count + tag.utf8.count }
}
