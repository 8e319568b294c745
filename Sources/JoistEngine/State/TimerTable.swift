import JoistPlan

/// The timers of one key group that are set, with the earliest of each domain and the earliest hold.
struct TimerTable: Sendable {
  private struct Timer: Sendable {
    let address: TimerAddress
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
  private var holds = CountedHeap()
  /// The memory of the timers' keys, in bytes.
  private var keyBytes = 0

  /// Makes an empty table.
  init(_ families: [Stateful.TimerFamily]) { self.families = families }

  /// The number of timers that are set.
  var count: Int { numbers.count }

  /// The earliest hold; nil if no timer is set.
  var hold: Int64? { holds.minimum }

  /// The approximate memory of the table, in bytes.
  var memory: Int { numbers.count * 320 + keyBytes }

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
      timers[number].isSet = false
      keyBytes -= address.key.count
      numbers[address] = nil
      free.append(number)
      prune(queue)
    }
    return before
  }

  private mutating func add(_ address: TimerAddress, _ setting: TimerSetting) {
    let number = free.popLast() ?? timers.count
    let version = number < timers.count ? timers[number].version &+ 1 : 0
    let timer = Timer(address: address, setting: setting, version: version, isSet: true)
    if number < timers.count { timers[number] = timer } else { timers.append(timer) }
    numbers[address] = number
    holds.add(setting.hold)
    keyBytes += address.key.count
    let queue = queue(of: address)
    queues[queue].live += 1
    push(number, to: queue)
  }

  private mutating func push(_ number: Int, to queue: Int) {
    queues[queue].moments.push(
      Moment(time: timers[number].setting.time, number: number, version: timers[number].version))
    prune(queue)
  }

  /// Drops moments that no longer count from the front, and all of them if they are the majority.
  private mutating func prune(_ queue: Int) {
    while let first = queues[queue].moments.first, !counts(first) { _ = queues[queue].moments.pop() }
    if queues[queue].moments.count > 64, queues[queue].moments.count > queues[queue].live * 2 {
      let timers = timers
      queues[queue].moments.keep { timers[$0.number].isSet && timers[$0.number].version == $0.version }
    }
  }

  private func counts(_ moment: Moment) -> Bool {
    timers[moment.number].isSet && timers[moment.number].version == moment.version
  }

  private func queue(of address: TimerAddress) -> Int { Int(families[address.family].domain.rawValue) }

  /// The earliest time at which a timer of a domain fires; nil if none is set.
  func earliest(_ domain: TimeDomain) -> Int64? { queues[Int(domain.rawValue)].moments.first?.time }

  /// The timers of a domain whose time satisfies a condition that holds for all times up to some moment.
  func due(_ domain: TimeDomain, where isDue: (Int64) -> Bool) -> [DueTimer] {
    let moments = queues[Int(domain.rawValue)].moments.elements
    var due: [DueTimer] = []
    // No moment below another one in the heap is earlier.
    var open = moments.isEmpty ? [] : [0]
    while let index = open.popLast() {
      let moment = moments[index]
      guard isDue(moment.time) else { continue }
      if counts(moment) {
        due.append(DueTimer(address: timers[moment.number].address, setting: timers[moment.number].setting))
      }
      for child in 2 * index + 1...2 * index + 2 where child < moments.count { open.append(child) }
    }
    return due
  }

  /// The timers of a domain that are set in some windows.
  func timers(_ domain: TimeDomain, in windows: (Window) -> Bool) -> [TimerAddress] {
    timers.filter { $0.isSet && families[$0.address.family].domain == domain && windows($0.address.window) }
      .map(\.address)
  }
}
