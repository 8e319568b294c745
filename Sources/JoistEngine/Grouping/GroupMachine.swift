package import JoistPlan

/// Groups the records of one key group of one stage, and holds the content of its windows. The work per record happens
/// here.
///
/// The coordinator tells the machine to advance to a watermark and processing time, with some records. The machine
/// answers what it fired, where it holds the watermark, when it must be called next, what it dropped and what changed.
/// Only the machine knows windows.
///
/// Either the coordinator holds a machine or, while one of its units runs, the task that runs it. So one thread at a
/// time uses it, and the lock around the coordinator orders the hand-over.
protocol GroupMachine: AnyObject, Sendable {
  /// The number of the key group.
  var keyGroup: Int { get }

  /// Whether a unit can be undone, so that a failed task can be tried again. A machine without undo resumes at the
  /// record that failed, or the job fails.
  var canUndo: Bool { get }

  /// Does the work of a unit: what is due by event time and processing time, then records with the panes that they fire. A machine
  /// with undo keeps the changes separate until `keep`.
  func perform(_ unit: GroupUnit, _ work: GroupWork) throws -> GroupAnswer

  /// Notes that the last unit is committed. Called under the coordinator's lock, so it must be quick; the next unit
  /// writes the changes to the store.
  func keep()

  /// Undoes the last unit, whether it has been performed, in part or not at all.
  func undo()

  /// Frees the memory that is kept for later windows.
  func trim()
}

extension GroupMachine {
  var canUndo: Bool { false }
  func keep() {}
  func undo() {}
}

/// The work of one key group in a task.
package struct GroupUnit: Sendable {
  /// The machine that does the work.
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

/// A machine's answer after a unit.
@dynamicMemberLookup
package struct GroupAnswer: Sendable {
  /// What the coordinator notes for the key group.
  var next = KeyGroupAnswer()
  /// The number of windows that it removed.
  package var expired = 0
  /// Elements that arrived after the watermark had passed the end of their window.
  package var late = LateElements()
  /// The changes that a checkpoint has to save.
  package let changes: GroupChanges

  init(changes: GroupChanges) { self.changes = changes }

  package subscript<Part>(dynamicMember part: WritableKeyPath<KeyGroupAnswer, Part>) -> Part {
    get { next[keyPath: part] }
    set { next[keyPath: part] = newValue }
  }
}

/// What a unit did to a machine, in a form that can be repeated: another machine of the same key group and seed that
/// performs all changes in order reaches the same state.
package struct GroupChanges: Sendable {
  /// The inserted records, encoded.
  package let inserted: [RecordBlock]
  /// The watermark to which the machine was advanced.
  package let inputWatermark: Int64
  /// The processing time to which the machine was advanced.
  package let processingTime: Int64
}
