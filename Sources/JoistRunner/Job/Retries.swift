import JoistEngine
import JoistPlan

/// The work that failed and waits to be tried again. Grows with what fails at one time, not with the job.
struct Retries: Sendable {
  /// Names a piece of work through its attempts.
  private enum Key: Hashable, Sendable {
    /// A restriction, by its lane.
    case lane(StageID, Int)
    /// Elements, by the address of the first: the same where a bundle has ended before the last.
    case elements(StageID, UInt)
    /// The records of a key group.
    case keyGroup(StageID, Int)
  }

  private struct Record: Sendable {
    var status: RetryStatus
    /// Keeps the address of an element while it is a key.
    var input: BundleInput?
  }

  private var records: [Key: Record] = [:]

  /// Notes a failure, and when the work is tried next.
  mutating func failed(_ task: BundleTask, _ status: RetryStatus) {
    _ = succeeded(task)
    guard let key = Self.keys(task).first else { return }
    records[key] = Record(status: status, input: task.input)
  }

  /// Notes a failure of a piece of grouping work, and when it is tried next.
  mutating func failed(_ task: GroupTask, _ status: RetryStatus) {
    _ = forget(Self.keys(task.stage, task.keyGroups))
    guard let key = Self.keys(task.stage, task.keyGroups).first else { return }
    records[key] = Record(status: status, input: nil)
  }

  /// Forgets grouping work that went through; says how often it had failed.
  mutating func succeeded(_ stage: StageID, _ keyGroups: @autoclosure () -> [Int]) -> Int {
    records.isEmpty ? 0 : forget(Self.keys(stage, keyGroups()))
  }

  /// Forgets work that went through, also as parts of several bundles; says how often it had failed.
  mutating func succeeded(_ task: BundleTask) -> Int { records.isEmpty ? 0 : forget(Self.keys(task)) }

  private mutating func forget(_ keys: [Key]) -> Int {
    keys.reduce(0) { max($0, records.removeValue(forKey: $1)?.status.failures ?? 0) }
  }

  /// How often work has failed in a row.
  func failures(of task: BundleTask) -> Int { records.isEmpty ? 0 : failures(Self.keys(task)) }

  /// How often grouping work has failed in a row.
  func failures(of task: GroupTask) -> Int {
    records.isEmpty ? 0 : failures(Self.keys(task.stage, task.keyGroups))
  }

  private func failures(_ keys: [Key]) -> Int { keys.reduce(0) { max($0, records[$1]?.status.failures ?? 0) } }

  /// What waits, soonest first.
  var waiting: [RetryStatus] {
    records.values.map(\.status).sorted { ($0.nextAttempt, $0.stage) < ($1.nextAttempt, $1.stage) }
  }

  private static func keys(_ stage: StageID, _ keyGroups: [Int]) -> [Key] {
    keyGroups.map { .keyGroup(stage, $0) }
  }

  /// The names of all that a bundle was given: bundles that failed one by one may be repeated as one.
  private static func keys(_ task: BundleTask) -> [Key] {
    switch task.input {
    case .restrictions(let restrictions): restrictions.map { .lane(task.stage, $0.lane) }
    case .elements(let blocks): blocks.map { .elements(task.stage, UInt(bitPattern: $0.bytes + $0.offsets[0])) }
    }
  }
}
