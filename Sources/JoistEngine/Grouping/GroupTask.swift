public import JoistPlan

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

  /// Whether it can be given back where it fails: with `Coordinator.fail(_:retryAt:)`.
  public var canUndo: Bool { units.allSatisfy(\.machine.canUndo) }

  /// The key groups whose work it is, ascending.
  public var keyGroups: [Int] { units.map(\.keyGroup) }

  /// How many records it inserts.
  public var records: Int { units.reduce(0) { $0 + $1.insert.reduce(0) { $0 + $1.count } } }

  /// Does the work. To be called once, without the coordinator's lock, on any thread.
  /// - Parameters:
  ///   - makeStore: makes an empty store for accumulators.
  ///   - mayRetry: asked with what a combiner threw. It throws where that is final; where it returns, after a pause if it
  ///     likes, the record is tried again. By default everything is final.
  /// - Throws: a `GroupingFailure` with what `mayRetry` threw or what has no encoding. The task can then be given back if
  ///   `canUndo`; otherwise its machines are of no use, and the job fails.
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

/// What became of a `GroupTask`.
public struct GroupResult: Sendable {
  /// The task, which gives the machines back.
  let task: GroupTask
  /// What was fired, by lane.
  package let outputs: [LaneOutput]
  /// What each unit's machine says.
  package let answers: [GroupAnswer]

  /// Names the task.
  public var id: BundleID { task.id }
  /// The grouping stage.
  public var stage: StageID { task.stage }
  /// The key groups whose work it was, ascending.
  public var keyGroups: [Int] { task.keyGroups }
  /// How many elements were fired.
  public var elementsOut: Int { outputs.reduce(0) { $0 + $1.blocks.reduce(0) { $0 + $1.count } } }
}
