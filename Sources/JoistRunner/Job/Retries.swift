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
    /// The number of the failure.
    var number: Int
  }

  private var records: [Key: Record] = [:]
  /// How many failures there have been.
  private var number = 0
  /// By failure, how many records it has left.
  private var parts: [Int: Int] = [:]

  /// Notes a failure, and when the work is tried next.
  mutating func failed(_ task: BundleTask, _ status: RetryStatus) { note(Self.keys(task), status, task.input) }

  /// Notes a failure of a piece of grouping work, and when it is tried next.
  mutating func failed(_ task: GroupTask, _ status: RetryStatus) {
    note(Self.keys(task.stage, task.keyGroups), status, nil)
  }

  /// Every part of the work keeps the count, since parts may be retried one by one.
  private mutating func note(_ keys: [Key], _ status: RetryStatus, _ input: BundleInput?) {
    number += 1
    for key in keys {
      _ = forget(key)
      records[key] = Record(status: status, input: input, number: number)
      parts[number, default: 0] += 1
    }
  }

  /// Forgets a part of work; says how often it had failed where it was the last one of its failure.
  private mutating func forget(_ key: Key) -> Int {
    guard let record = records.removeValue(forKey: key), let left = parts[record.number] else { return 0 }
    parts[record.number] = left == 1 ? nil : left - 1
    return left == 1 ? record.status.failures : 0
  }

  /// Forgets grouping work that went through; says how often it had failed, where all that failed with it went through.
  mutating func succeeded(_ stage: StageID, _ keyGroups: @autoclosure () -> [Int]) -> Int {
    records.isEmpty ? 0 : forget(Self.keys(stage, keyGroups()))
  }

  /// Forgets work that went through, also as parts of several bundles; says how often it had failed, where all that failed
  /// with it went through.
  mutating func succeeded(_ task: BundleTask) -> Int { records.isEmpty ? 0 : forget(Self.keys(task)) }

  private mutating func forget(_ keys: [Key]) -> Int { keys.reduce(0) { max($0, forget($1)) } }

  /// How often work has failed in a row.
  func failures(of task: BundleTask) -> Int { records.isEmpty ? 0 : failures(Self.keys(task)) }

  /// How often grouping work has failed in a row.
  func failures(of task: GroupTask) -> Int {
    records.isEmpty ? 0 : failures(Self.keys(task.stage, task.keyGroups))
  }

  private func failures(_ keys: [Key]) -> Int { keys.reduce(0) { max($0, records[$1]?.status.failures ?? 0) } }

  /// What waits, soonest first.
  var waiting: [RetryStatus] {
    var seen: Set<Int> = []
    return records.values.filter { seen.insert($0.number).inserted }.map(\.status)
      .sorted { ($0.nextAttempt, $0.stage) < ($1.nextAttempt, $1.stage) }
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
