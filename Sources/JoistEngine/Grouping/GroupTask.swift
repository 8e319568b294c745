public import JoistPlan

// Sendable: no property changes after `init`, and only the task uses its machines until it is committed.

/// A piece of grouping work: some key groups of one stage, and the work of each. The task takes their machines with it,
/// and its result brings them back.
public final class GroupTask: Sendable {
  /// The task's identifier.
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

  /// Whether the task can be undone if it fails, by `Coordinator.fail(_:retryAt:)`.
  public var canUndo: Bool { units.allSatisfy(\.machine.canUndo) }

  /// The key groups of the task, ascending.
  public var keyGroups: [Int] { units.map(\.keyGroup) }

  /// The number of records that it inserts.
  public var records: Int { units.reduce(0) { $0 + $1.insert.reduce(0) { $0 + $1.count } } }

  /// Does the work. Call this once, on any thread, without the coordinator's lock.
  /// - Parameters:
  ///   - makeStore: makes an empty store for accumulators.
  ///   - mayRetry: called with a combiner's error. It throws if the error is final. If it returns, perhaps after a
  ///     pause, the record is tried again. By default every error is final.
  /// - Throws: a `GroupingFailure` with the error that `mayRetry` threw, or an error of a coder. If `canUndo`, the task
  ///   can then be undone; otherwise its machines are unusable and the job fails.
  public func perform(
    makeStore: () throws -> any CombineStore, mayRetry: (any Error) throws -> Void = { throw $0 }
  ) throws -> GroupResult {
    try withoutActuallyEscaping(makeStore) { makeStore in
      try withoutActuallyEscaping(mayRetry) { mayRetry in
        let work = GroupWork(makeStore: makeStore, mayRetry: mayRetry)
        var answers: [GroupAnswer] = []
        answers.reserveCapacity(units.count)
        for unit in units {
          work.lane = Lanes.lane(ofKeyGroup: unit.keyGroup, of: lanes)
          answers.append(try unit.machine.perform(unit, work))
        }
        return GroupResult(task: self, outputs: work.writer.finish(), answers: answers)
      }
    }
  }
}

/// The result of a `GroupTask`.
public struct GroupResult: Sendable {
  /// The task, with its machines.
  let task: GroupTask
  /// The fired panes, by lane.
  package let outputs: [LaneOutput]
  /// The answer of each unit's machine.
  package let answers: [GroupAnswer]

  /// The task's identifier.
  public var id: BundleID { task.id }
  /// The grouping stage.
  public var stage: StageID { task.stage }
  /// The key groups of the task, ascending.
  public var keyGroups: [Int] { task.keyGroups }
  /// The number of elements that were fired.
  public var elementsOut: Int { outputs.reduce(0) { $0 + $1.blocks.reduce(0) { $0 + $1.count } } }
}
