public import JoistPlan

/// What one key group has to do in a task.
package struct GroupUnit: Sendable {
  /// The machine that does it.
  let machine: KeyGroupMachine
  /// The key group.
  package var keyGroup: Int { machine.keyGroup }
  /// Records to insert, in order.
  package let insert: [RecordBlock]
  /// Windows whose on-time pane fires, in order.
  package let fire: [Window]
  /// Windows that are accepted no longer.
  package let expire: [Window]
  /// The stage's input watermark when the unit was handed out.
  package let inputWatermark: Int64
}

// Sendable: what it holds is not changed after `init`, and its machines are its own until it is committed.

/// A piece of grouping work: some key groups of one stage with what each has to do. The machines go with it and come back
/// with its result.
public final class GroupTask: Sendable {
  /// Names the task.
  public let id: BundleID
  /// The grouping stage.
  public let stage: StageID
  /// The work, by ascending key group.
  package let units: [GroupUnit]
  private let lanes: Int

  init(id: BundleID, stage: StageID, units: [GroupUnit], lanes: Int) {
    self.id = id
    self.stage = stage
    self.units = units
    self.lanes = lanes
  }

  /// How many records it inserts.
  public var records: Int { units.reduce(0) { $0 + $1.insert.reduce(0) { $0 + $1.count } } }

  /// Does the work. To be called once, without the coordinator's lock, on any thread.
  /// - Parameters:
  ///   - makeStore: makes an empty store for the accumulators of one window and key group.
  ///   - mayRetry: asked with what a combiner threw. It throws where that is final; where it returns, after a pause if it
  ///     likes, the record is tried again. By default everything is final.
  /// - Throws: a `GroupingFailure` with what `mayRetry` threw or what has no encoding; the machines are then of no use, and
  ///   the job fails.
  public func perform(
    makeStore: () throws -> any CombineStore, mayRetry: (any Error) throws -> Void = { throw $0 }
  ) throws -> GroupResult {
    let writer = PaneWriter()
    try withoutActuallyEscaping(mayRetry) { mayRetry in
      let scratch = RecordScratch(mayRetry: mayRetry)
      for unit in units {
        let lane = Lanes.lane(ofKeyGroup: unit.machine.keyGroup, of: lanes)
        try unit.machine.perform(unit, lane: lane, scratch: scratch, into: writer, makeStore: makeStore)
      }
    }
    return GroupResult(
      task: self, outputs: writer.finish(),
      memory: units.map { GroupMemory(tables: $0.machine.tableMemory, spare: $0.machine.spareMemory) })
  }
}

/// What became of a `GroupTask`.
public struct GroupResult: Sendable {
  /// The task, which gives the machines back.
  let task: GroupTask
  /// What was fired, by lane.
  package let outputs: [LaneOutput]
  /// What each unit's machine holds now.
  let memory: [GroupMemory]

  /// Names the task.
  public var id: BundleID { task.id }
  /// The grouping stage.
  public var stage: StageID { task.stage }
  /// How many elements were fired.
  public var elementsOut: Int { outputs.reduce(0) { $0 + $1.blocks.reduce(0) { $0 + $1.count } } }
}

/// The memory of a key-group machine, in bytes.
struct GroupMemory: Sendable {
  var tables = 0
  var spare = 0
}
