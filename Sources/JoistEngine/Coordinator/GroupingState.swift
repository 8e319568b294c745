import JoistPlan

/// Records that wait to be inserted.
struct PendingRecords: Sendable {
  /// The records.
  let block: RecordBlock
  /// The edge that they came on.
  let edge: Int
}

/// A grouping stage as the coordinator sees it: for each key group what waits, and what its machine said last.
struct GroupingState: Sendable {
  private struct KeyGroup: Sendable {
    /// Nil while a task has it, and until it is needed for the first time.
    var machine: (any GroupMachine)?
    /// Records that no task has yet, in the order of their commits.
    var pending = Queue<PendingRecords>()
    var pendingBytes = 0
    /// Where the machine holds the output watermark.
    var hold: Int64?
    /// The input watermark at which it has something to do; `Int64.max`: none.
    var nextEventTime = Int64.max
    /// Windows that it holds.
    var windows = 0
    /// Processing time before which it is not tried again, where it is in `delayed`.
    var notBefore = Int64.min
    /// What it held when it came back last.
    var memory = GroupMemory()
  }

  /// How it groups.
  let grouping: Grouping
  private let makeMachine: MakeMachine
  private var groups: [KeyGroup]
  private var withRecords = SmallSet()
  private var busy = SmallSet()
  /// Key groups whose task failed, until it may be tried again.
  private var delayed = SmallSet()
  /// Key groups whose last task failed.
  private var failed = SmallSet()
  /// The memory of all machines, as far as they have reported it.
  private(set) var memory = GroupMemory()
  /// The bytes of all records that wait.
  private var pendingBytes = 0
  /// None of them holds the watermark at an earlier moment.
  private var pendingHold = Int64.max
  /// The smallest of all holds, and of all next times.
  private(set) var hold: Int64?
  private var nextEventTime = Int64.max

  /// Makes the machine of a key group.
  typealias MakeMachine = @Sendable (_ keyGroup: Int) -> any GroupMachine

  /// Makes the state of a stage that has seen nothing.
  init(_ grouping: Grouping, makeMachine: @escaping MakeMachine) {
    self.grouping = grouping
    self.makeMachine = makeMachine
    groups = Array(repeating: KeyGroup(), count: Plan.keyGroupCount)
  }

  /// How many windows the key group holds that holds most.
  var windowCount: Int { groups.reduce(0) { max($0, $1.windows) } }

  /// Whether nothing is held.
  var isEmpty: Bool { groups.allSatisfy { $0.windows == 0 } }

  /// Adds records that wait.
  mutating func push(_ records: PendingRecords) {
    let group = records.block.keyGroup
    groups[group].pending.append(records)
    notePending(records, of: group)
  }

  private mutating func notePending(_ records: PendingRecords, of group: Int) {
    groups[group].pendingBytes += records.block.memory
    pendingBytes += records.block.memory
    pendingHold = min(pendingHold, records.block.hold)
    withRecords.insert(group)
  }

  /// Whether all that it has to do is to insert records, and more of them together would be faster: where its tables are far
  /// larger than the processor's caches, what one record fetches then serves others too. No watermark may have to wait with
  /// them. It is asked of machines that fire nothing when records are inserted.
  /// - Parameters:
  ///   - watermark: what its input watermark is when nothing waits.
  ///   - most: bytes that may wait.
  ///   - largeTables: bytes of tables that the caches do not hold.
  func mayWait(at watermark: Int64, most: Int, largeTables: Int) -> Bool {
    watermark < nextEventTime && !Window.isPassed(pendingHold, by: watermark)
      && memory.tables > largeTables && pendingBytes < min(memory.tables / 4, most)
  }

  /// The key groups whose machine has something to do at a watermark without new records.
  func due(at watermark: Int64) -> SmallSet {
    var due = SmallSet()
    if watermark < nextEventTime { return due }
    for group in groups.indices where watermark >= groups[group].nextEventTime { due.insert(group) }
    return due
  }

  /// The key groups that have something to do and are not at it.
  func ready(at watermark: Int64) -> SmallSet {
    var ready = withRecords
    ready.formUnion(due(at: watermark))
    ready.subtract(busy)
    ready.subtract(delayed)
    return ready
  }

  /// Lets the key groups go on whose moment has come.
  mutating func release(now: Int64) {
    var next = delayed.next(from: 0)
    while let group = next {
      if groups[group].notBefore <= now { delayed.remove(group) }
      next = delayed.next(from: group + 1)
    }
  }

  /// When the next key group goes on by itself, or nil.
  var nextWakeUp: Int64? {
    var earliest: Int64?
    var next = delayed.next(from: 0)
    while let group = next {
      earliest = min(earliest ?? .max, groups[group].notBefore)
      next = delayed.next(from: group + 1)
    }
    return earliest
  }

  /// Whether a key group has a task for itself: after a failure, so that no other one fails with it again.
  func isAlone(_ group: Int) -> Bool { failed.contains(group) }

  /// How heavy a key group's next unit will be, in bytes.
  func weight(of group: Int, isDue: Bool) -> Int {
    groups[group].pendingBytes + (isDue ? groups[group].memory.tables : 0) + 64
  }

  /// Takes a key group out for a unit: its machine, and at most so many blocks of what waits.
  mutating func take(
    group: Int, at watermark: Int64, now: Int64, blocks most: Int
  ) -> (unit: GroupUnit, pending: [PendingRecords]) {
    let machine = groups[group].machine ?? makeMachine(group)
    groups[group].machine = nil
    busy.insert(group)
    var taken: [PendingRecords] = []
    while taken.count < most, let next = groups[group].pending.popFirst() {
      taken.append(next)
      groups[group].pendingBytes -= next.block.memory
      pendingBytes -= next.block.memory
    }
    if pendingBytes == 0 { pendingHold = Int64.max }
    if groups[group].pending.isEmpty { withRecords.remove(group) }
    let unit = GroupUnit(machine: machine, insert: taken.map(\.block), inputWatermark: watermark, processingTime: now)
    return (unit, taken)
  }

  /// What waits, by key group, in the order of commits.
  var waiting: [PendingRecords] {
    var all: [PendingRecords] = []
    var next = withRecords.next(from: 0)
    while let group = next {
      all += groups[group].pending.elements
      next = withRecords.next(from: group + 1)
    }
    return all
  }

  /// Puts records back that a task was given.
  mutating func putBack(_ records: [PendingRecords]) {
    for pending in records.reversed() {
      let group = pending.block.keyGroup
      groups[group].pending.putBack([pending])
      notePending(pending, of: group)
    }
  }

  /// Takes back the machines of a task that has not happened, and its records; all of it waits until then.
  mutating func undo(_ units: [GroupUnit], _ records: [PendingRecords], notBefore: Int64) {
    for unit in units {
      unit.machine.undo()
      groups[unit.keyGroup].machine = unit.machine
      groups[unit.keyGroup].notBefore = notBefore
      busy.remove(unit.keyGroup)
      delayed.insert(unit.keyGroup)
      failed.insert(unit.keyGroup)
    }
    putBack(records)
  }

  /// Takes machines back and notes what they said.
  mutating func finish(_ units: [GroupUnit], _ answers: [GroupAnswer]) {
    for (unit, answer) in zip(units, answers) {
      let group = unit.keyGroup
      unit.machine.keep()
      groups[group].machine = unit.machine
      groups[group].hold = answer.hold
      groups[group].nextEventTime = answer.nextEventTime ?? Int64.max
      groups[group].windows = answer.windows
      busy.remove(group)
      failed.remove(group)
      setMemory(answer.memory, of: group)
    }
    hold = nil
    nextEventTime = Int64.max
    for group in groups.indices {
      if let other = groups[group].hold { hold = min(hold ?? other, other) }
      nextEventTime = min(nextEventTime, groups[group].nextEventTime)
    }
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
