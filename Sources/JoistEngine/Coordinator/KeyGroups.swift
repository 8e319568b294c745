import JoistPlan

/// Records that wait to be inserted.
struct PendingRecords: Sendable {
  /// The encoded keys and values, all of one key group.
  let block: RecordBlock
  /// The edge on which they came.
  let edge: Int
}

/// The key groups of a stage with keyed input: for each its machine, its pending records, and what the machine answered
/// after its last work.
struct KeyGroups<Machine: Sendable>: Sendable {
  private struct KeyGroup: Sendable {
    /// The machine; nil while a task has it, and until its first use.
    var machine: Machine?
    /// Records that no task has yet, in the order of their commits.
    var pending = Queue<PendingRecords>()
    var pendingBytes = 0
    /// The machine's hold on the output watermark.
    var hold: Int64?
    /// The input watermark at which the machine has work without new records; `Int64.max` if there is none.
    var nextEventTime = Int64.max
    /// The processing time at which the machine has work without new records; `Int64.max` if there is none.
    var nextProcessingTime = Int64.max
    /// The number of windows that it holds.
    var windows = 0
    /// The processing time before which it is not tried again, while it is in `delayed`.
    var notBefore = Int64.min
    /// Its memory when the machine last came back.
    var memory = GroupMemory()
  }

  private let makeMachine: MakeMachine
  private var groups: [KeyGroup]
  private var withRecords = SmallSet()
  private var busy = SmallSet()
  /// Key groups whose task failed, until they may be tried again.
  private var delayed = SmallSet()
  /// Key groups whose processing time has come.
  private var timed = SmallSet()
  /// Key groups whose last task failed.
  private var failed = SmallSet()
  /// The memory of all machines, as they last reported it.
  private(set) var memory = GroupMemory()
  /// The bytes of all pending records.
  private(set) var pendingBytes = 0
  /// A lower bound for the holds of all pending records.
  private(set) var pendingHold = Int64.max
  /// The smallest hold and the smallest next time of all machines.
  private(set) var hold: Int64?
  private(set) var nextEventTime = Int64.max
  /// A lower bound for the next processing times of all key groups that no task has and whose time has not come.
  private var nextProcessingTime = Int64.max

  /// Makes the machine of a key group.
  typealias MakeMachine = @Sendable (_ keyGroup: Int) -> Machine

  /// Makes the key groups of a stage that has received nothing.
  init(makeMachine: @escaping MakeMachine) {
    self.makeMachine = makeMachine
    groups = Array(repeating: KeyGroup(), count: Plan.keyGroupCount)
  }

  /// The number of windows of the key group that holds the most.
  var windowCount: Int { groups.reduce(0) { max($0, $1.windows) } }

  /// Whether no key group holds a window.
  var isEmpty: Bool { groups.allSatisfy { $0.windows == 0 } }

  /// Adds pending records.
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

  /// The key groups whose machine has work at a watermark without new records.
  func due(at watermark: Int64) -> SmallSet {
    var due = SmallSet()
    if watermark < nextEventTime { return due }
    for group in groups.indices where watermark >= groups[group].nextEventTime { due.insert(group) }
    return due
  }

  /// The key groups that have work and may run.
  /// - Parameter includesTimed: whether groups count that have work only because a processing time has come.
  func ready(at watermark: Int64, timed includesTimed: Bool = true) -> SmallSet {
    var ready = withRecords
    ready.formUnion(due(at: watermark))
    if includesTimed { ready.formUnion(timed) }
    ready.subtract(busy)
    ready.subtract(delayed)
    return ready
  }

  /// Notes the key groups whose processing time has come, and ends the wait of those whose retry is due.
  mutating func release(now: Int64) {
    if nextProcessingTime <= now {
      for group in groups.indices where groups[group].nextProcessingTime <= now {
        timed.insert(group)
        groups[group].nextProcessingTime = Int64.max
      }
      nextProcessingTime = groups.reduce(Int64.max) { min($0, $1.nextProcessingTime) }
    }
    var next = delayed.next(from: 0)
    while let group = next {
      if groups[group].notBefore <= now { delayed.remove(group) }
      next = delayed.next(from: group + 1)
    }
  }

  /// The processing time at which the next machine has work; nil if none has.
  var nextTimer: Int64? { nextProcessingTime == Int64.max ? nil : nextProcessingTime }

  /// The processing time at which the next key group may run again; nil if none waits.
  var nextWakeUp: Int64? {
    var earliest: Int64?
    var next = delayed.next(from: 0)
    while let group = next {
      earliest = min(earliest ?? .max, groups[group].notBefore)
      next = delayed.next(from: group + 1)
    }
    return earliest
  }

  /// Whether a key group must be alone in its task: its last task failed, and should not fail others again.
  func isAlone(_ group: Int) -> Bool { failed.contains(group) }

  /// The size of a key group's next unit, in bytes, as an estimate of its work.
  func weight(of group: Int, isDue: Bool) -> Int {
    groups[group].pendingBytes + (isDue ? groups[group].memory.tables : 0) + 64
  }

  /// Takes a key group out for a piece of work: its machine, and at most `most` of its pending blocks.
  mutating func take(group: Int, blocks most: Int) -> (machine: Machine, pending: [PendingRecords]) {
    let machine = groups[group].machine ?? makeMachine(group)
    groups[group].machine = nil
    groups[group].nextProcessingTime = Int64.max
    timed.remove(group)
    busy.insert(group)
    var taken: [PendingRecords] = []
    while taken.count < most, let next = groups[group].pending.popFirst() {
      taken.append(next)
      groups[group].pendingBytes -= next.block.memory
      pendingBytes -= next.block.memory
      assert(groups[group].pendingBytes >= 0, "more bytes were taken from key group \(group) than wait there")
    }
    if pendingBytes == 0 { pendingHold = Int64.max }
    if groups[group].pending.isEmpty { withRecords.remove(group) }
    return (machine, taken)
  }

  /// The pending records, by key group and then in the order of their commits.
  var waiting: [PendingRecords] {
    var all: [PendingRecords] = []
    var next = withRecords.next(from: 0)
    while let group = next {
      all += groups[group].pending.elements
      next = withRecords.next(from: group + 1)
    }
    return all
  }

  /// Puts the records of a task back.
  mutating func putBack(_ records: [PendingRecords]) {
    for pending in records.reversed() {
      let group = pending.block.keyGroup
      groups[group].pending.putBack([pending])
      notePending(pending, of: group)
    }
  }

  /// Takes back the machines of failed work, which its owner has undone. Their key groups wait until `notBefore`.
  mutating func undo(_ machines: [(keyGroup: Int, machine: Machine)], notBefore: Int64) {
    for (group, machine) in machines {
      groups[group].machine = machine
      groups[group].notBefore = notBefore
      // It may have been due by processing time alone.
      timed.insert(group)
      busy.remove(group)
      delayed.insert(group)
      failed.insert(group)
    }
  }

  /// Takes back a machine that has not begun its work.
  mutating func giveBack(_ group: Int, _ machine: Machine) {
    groups[group].machine = machine
    timed.insert(group)
    busy.remove(group)
  }

  /// Takes back the machines of committed work, and notes their answers.
  mutating func finish(_ machines: [(keyGroup: Int, machine: Machine, answer: KeyGroupAnswer)]) {
    for (group, machine, answer) in machines {
      groups[group].machine = machine
      groups[group].hold = answer.hold
      groups[group].nextEventTime = answer.nextEventTime ?? Int64.max
      groups[group].nextProcessingTime = answer.nextProcessingTime
      nextProcessingTime = min(nextProcessingTime, groups[group].nextProcessingTime)
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

  /// Has machines free the memory that they can do without, except those that are at work.
  /// - Parameter trim: trims a machine that has some memory, and returns what it has then.
  mutating func trim(_ trim: (Machine, GroupMemory) -> GroupMemory) {
    for group in groups.indices where groups[group].memory.spare > 0 {
      guard let machine = groups[group].machine else { continue }
      setMemory(trim(machine, groups[group].memory), of: group)
    }
  }

  private mutating func setMemory(_ now: GroupMemory, of group: Int) {
    memory.tables += now.tables - groups[group].memory.tables
    memory.spare += now.spare - groups[group].memory.spare
    groups[group].memory = now
    assert(memory.tables >= 0 && memory.spare >= 0, "the machines gave back more memory than they reported")
  }
}
