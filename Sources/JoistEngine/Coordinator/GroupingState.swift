import JoistPlan

/// The coordinator's state of a grouping stage.
struct GroupingState: Sendable {
  /// How the stage groups.
  let grouping: Grouping
  /// Its key groups.
  var groups: KeyGroups<any GroupMachine>
  private let isPlain: Bool

  /// Makes the state of a stage that has received nothing.
  init(_ grouping: Grouping, makeMachine: @escaping KeyGroups<any GroupMachine>.MakeMachine) {
    self.grouping = grouping
    isPlain = grouping.isPlain
    groups = KeyGroups(makeMachine: makeMachine)
  }

  /// Whether the stage has nothing to do but insert records, and would insert more of them together faster: if its
  /// tables are far larger than the processor's caches, memory that one record fetches also serves others. No watermark
  /// may have to wait for these records. Windows under another trigger than the plain ones may fire when records are inserted.
  /// - Parameters:
  ///   - watermark: the input watermark of the stage if nothing were pending.
  ///   - most: the most bytes that may wait.
  ///   - largeTables: the size of tables that the caches cannot hold, in bytes.
  func mayWait(at watermark: Int64, most: Int, largeTables: Int) -> Bool {
    isPlain && watermark < groups.nextEventTime && !Window.isPassed(groups.pendingHold, by: watermark)
      && groups.memory.tables > largeTables && groups.pendingBytes < min(groups.memory.tables / 4, most)
  }

  /// Takes a key group out for a unit: its machine, and at most `most` of its pending blocks.
  mutating func take(
    group: Int, at watermark: Int64, now: Int64, blocks most: Int
  ) -> (unit: GroupUnit, pending: [PendingRecords]) {
    let (machine, taken) = groups.take(group: group, blocks: most)
    let unit = GroupUnit(machine: machine, insert: taken.map(\.block), inputWatermark: watermark, processingTime: now)
    return (unit, taken)
  }

  /// Takes back the machines and records of a failed task. Its key groups wait until `notBefore`.
  mutating func undo(_ units: [GroupUnit], _ records: [PendingRecords], notBefore: Int64) {
    for unit in units { unit.machine.undo() }
    groups.undo(units.map { ($0.keyGroup, $0.machine) }, notBefore: notBefore)
    groups.putBack(records)
  }

  /// Takes back the machines of a committed task, and notes their answers.
  mutating func finish(_ units: [GroupUnit], _ answers: [GroupAnswer]) {
    for unit in units { unit.machine.keep() }
    groups.finish(zip(units, answers).map { ($0.keyGroup, $0.machine, $1.next) })
  }
}
