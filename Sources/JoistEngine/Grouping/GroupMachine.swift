package import JoistPlan

/// The grouping of one key group of one stage: what its windows hold. Here the work per record is done.
///
/// The coordinator says: advance to this watermark and processing time, with these records. The machine answers with what it
/// fired, where it holds the watermark, when it has to be called next, what it dropped and what changed. It alone knows
/// windows.
///
/// A machine is held either by the coordinator or, while one of its units runs, by the task that runs it: so one thread at a
/// time has it, and the hand-over goes through the lock of whoever calls the coordinator.
protocol GroupMachine: AnyObject, Sendable {
  /// The number of the key group.
  var keyGroup: Int { get }

  /// Whether a unit can be undone, so that a task that fails is tried again. A machine that cannot goes on at the record
  /// that failed, or the job fails.
  var canUndo: Bool { get }

  /// Does the work of a unit, in this order: what is due, records, late panes, expiry. What it does stands apart until `keep`
  /// where it can be undone.
  func perform(_ unit: GroupUnit, _ work: GroupWork) throws -> GroupAnswer

  /// Says that the last unit is committed. Called with the coordinator's lock: a store is written to by the next unit.
  func keep()

  /// Says that the last unit has not happened; also where it has not been performed, or only in part.
  func undo()

  /// Gives back the memory kept for later windows.
  func trim()
}

extension GroupMachine {
  var canUndo: Bool { false }
  func keep() {}
  func undo() {}
}

/// What one key group has to do in a task.
package struct GroupUnit: Sendable {
  /// The machine that does it.
  let machine: any GroupMachine
  /// The key group.
  package var keyGroup: Int { machine.keyGroup }
  /// Records to insert, in order.
  package let insert: [RecordBlock]
  /// The stage's input watermark when the unit was handed out.
  package let inputWatermark: Int64
  /// Processing time when the unit was handed out, in milliseconds.
  package let processingTime: Int64
}

/// What a machine says after a unit.
package struct GroupAnswer: Sendable {
  /// The earliest timestamp of what it will still fire on time, in milliseconds: holds the output watermark.
  package var hold: Int64?
  /// The input watermark at which it has something to do without new records.
  package var nextEventTime: Int64?
  /// How many windows it holds.
  package var windows = 0
  /// How many windows it let go.
  package var expired = 0
  /// Elements that came after the watermark had passed their window.
  package var late = LateElements()
  /// What a checkpoint has to write.
  package var changes: GroupChanges
  /// The memory that it takes.
  var memory = GroupMemory()
}

/// What a unit did to a machine, as the values that do it again: another machine of the same key group and seed that performs
/// all changes in order is in the same state.
package struct GroupChanges: Sendable {
  /// The records that were inserted: encoded, and never changed.
  package let inserted: [RecordBlock]
  /// The watermark that the machine was advanced to.
  package let inputWatermark: Int64
  /// The processing time that it was advanced to.
  package let processingTime: Int64
}

/// The memory of a key-group machine, in bytes.
struct GroupMemory: Sendable {
  var tables = 0
  var spare = 0
}
