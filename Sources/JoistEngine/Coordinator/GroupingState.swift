import JoistPlan

/// Records that wait to be inserted.
struct PendingRecords: Sendable {
  /// The records.
  let block: RecordBlock
  /// The edge that they came on.
  let edge: Int
}

/// A grouping stage as the coordinator sees it: what waits for each key group, and which windows have something.
struct GroupingState: Sendable {
  private struct KeyGroup: Sendable {
    /// Nil while a task has it, and until it is needed for the first time.
    var machine: KeyGroupMachine?
    /// Records that no task has yet, in the order of their commits.
    var pending = Queue<PendingRecords>()
    var pendingBytes = 0
    /// What the machine held when it came back last.
    var memory = GroupMemory()
  }

  /// How it groups.
  let grouping: Grouping
  /// The windows.
  var windows: WindowIndex
  private let seed: UInt64
  private var groups: [KeyGroup]
  private var withRecords = SmallSet()
  private var busy = SmallSet()
  /// The memory of all machines, as far as they have reported it.
  private(set) var memory = GroupMemory()

  /// Makes the state of a stage that has seen nothing.
  init(_ grouping: Grouping, seed: UInt64) {
    self.grouping = grouping
    self.seed = seed
    windows = WindowIndex(allowedLateness: grouping.allowedLateness)
    groups = Array(repeating: KeyGroup(), count: Plan.keyGroupCount)
  }

  /// Adds records that wait.
  mutating func push(_ records: PendingRecords) {
    let group = records.block.keyGroup
    groups[group].pending.append(records)
    groups[group].pendingBytes += records.block.memory
    withRecords.insert(group)
  }

  /// The key groups that have something to do and are not at it.
  func ready(at watermark: Int64) -> SmallSet {
    var ready = withRecords
    ready.formUnion(windows.due(at: watermark))
    ready.subtract(busy)
    return ready
  }

  /// How heavy a key group's next unit will be, in bytes.
  func weight(of group: Int, isDue: Bool) -> Int {
    groups[group].pendingBytes + (isDue ? groups[group].memory.tables : 0) + 64
  }

  /// Takes a key group out for a unit: its machine, at most so many blocks of what waits, and what is due.
  mutating func take(group: Int, at watermark: Int64, blocks most: Int) -> (unit: GroupUnit, pending: [PendingRecords])
  {
    let machine =
      groups[group].machine ?? KeyGroupMachine(keyGroup: group, grouping: grouping, seed: seed &+ UInt64(group))
    groups[group].machine = nil
    busy.insert(group)
    var taken: [PendingRecords] = []
    while taken.count < most, let next = groups[group].pending.popFirst() {
      taken.append(next)
      groups[group].pendingBytes -= next.block.memory
    }
    if groups[group].pending.isEmpty { withRecords.remove(group) }
    let due = windows.take(group: group, at: watermark)
    let accepted = taken.filter {
      !$0.block.window.isExpired(at: watermark, allowedLateness: grouping.allowedLateness)
    }
    let unit = GroupUnit(
      machine: machine, insert: accepted.map(\.block), fire: due.fire, expire: due.expire, inputWatermark: watermark)
    return (unit, taken)
  }

  /// Takes a machine back and notes what its unit did.
  mutating func finish(_ unit: GroupUnit, memory now: GroupMemory) {
    let group = unit.machine.keyGroup
    windows.finish(group: group, fire: unit.fire, expire: unit.expire)
    for block in unit.insert {
      if block.window.isPassed(by: unit.inputWatermark) {
        windows.insertFired(block.window, group: group)
      } else {
        windows.insert(block.window, group: group)
      }
    }
    groups[group].machine = unit.machine
    busy.remove(group)
    setMemory(now, of: group)
  }

  /// Gives back what the machines keep for later windows, as far as they are at hand.
  mutating func trim() {
    for group in groups.indices where groups[group].memory.spare > 0 {
      guard let machine = groups[group].machine else { continue }
      machine.trim()
      setMemory(GroupMemory(tables: groups[group].memory.tables, spare: 0), of: group)
    }
  }

  private mutating func setMemory(_ now: GroupMemory, of group: Int) {
    memory.tables += now.tables - groups[group].memory.tables
    memory.spare += now.spare - groups[group].memory.spare
    groups[group].memory = now
  }
}
