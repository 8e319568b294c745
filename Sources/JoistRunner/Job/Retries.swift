import JoistEngine
import JoistPlan

/// The work that failed and waits to be tried again. Its size is bounded by the work that is failing at one time.
struct Retries: Sendable {
  /// Identifies a piece of work across its attempts.
  private enum Key: Hashable, Sendable {
    /// A restriction, by its lane.
    case lane(StageID, Int)
    /// Elements, by the address of the first one; it stays the same when a bundle ends before its last element.
    case elements(StageID, UInt)
    /// The records of a key group.
    case keyGroup(StageID, Int)
  }

  private struct Record: Sendable {
    var status: RetryStatus
    /// Keeps the elements alive while their address is a key.
    var input: BundleInput?
    /// The failure that this record belongs to.
    var number: Int
  }

  private var records: [Key: Record] = [:]
  /// The number of the last failure.
  private var number = 0
  /// How many records a failure still has, by failure.
  private var parts: [Int: Int] = [:]

  /// Records a failure, and when the work is tried next.
  mutating func failed(_ task: BundleTask, _ status: RetryStatus) { note(Self.keys(task), status, task.input) }

  /// Records a failure of a piece of grouping work, and when it is tried next.
  mutating func failed(_ task: GroupTask, _ status: RetryStatus) {
    note(Self.keys(task.stage, task.keyGroups), status, nil)
  }

  /// Records the failure for every part of the work, since parts may be retried one by one.
  private mutating func note(_ keys: [Key], _ status: RetryStatus, _ input: BundleInput?) {
    number += 1
    for key in keys {
      _ = forget(key)
      records[key] = Record(status: status, input: input, number: number)
      parts[number, default: 0] += 1
    }
  }

  /// Removes a part of the work.
  /// - Returns: how often the work had failed in a row if this was its last part; otherwise 0.
  private mutating func forget(_ key: Key) -> Int {
    guard let record = records.removeValue(forKey: key), let left = parts[record.number] else { return 0 }
    parts[record.number] = left == 1 ? nil : left - 1
    return left == 1 ? record.status.failures : 0
  }

  /// Removes grouping work that succeeded.
  /// - Returns: how often it had failed in a row if everything that failed with it has succeeded too; otherwise 0.
  mutating func succeeded(_ stage: StageID, _ keyGroups: @autoclosure () -> [Int]) -> Int {
    records.isEmpty ? 0 : forget(Self.keys(stage, keyGroups()))
  }

  /// Removes work that succeeded, whole or as parts of several bundles.
  /// - Returns: how often it had failed in a row if everything that failed with it has succeeded too; otherwise 0.
  mutating func succeeded(_ task: BundleTask) -> Int { records.isEmpty ? 0 : forget(Self.keys(task)) }

  private mutating func forget(_ keys: [Key]) -> Int { keys.reduce(0) { max($0, forget($1)) } }

  /// How often a bundle's work has failed in a row.
  func failures(of task: BundleTask) -> Int { records.isEmpty ? 0 : failures(Self.keys(task)) }

  /// How often grouping work has failed in a row.
  func failures(of task: GroupTask) -> Int {
    records.isEmpty ? 0 : failures(Self.keys(task.stage, task.keyGroups))
  }

  private func failures(_ keys: [Key]) -> Int { keys.reduce(0) { max($0, records[$1]?.status.failures ?? 0) } }

  /// The work that waits, soonest first.
  var waiting: [RetryStatus] {
    var seen: Set<Int> = []
    return records.values.filter { seen.insert($0.number).inserted }.map(\.status)
      .sorted { ($0.nextAttempt, $0.stage) < ($1.nextAttempt, $1.stage) }
  }

  private static func keys(_ stage: StageID, _ keyGroups: [Int]) -> [Key] {
    keyGroups.map { .keyGroup(stage, $0) }
  }

  /// The keys of a bundle's whole input: bundles that failed one by one may be retried as one bundle.
  private static func keys(_ task: BundleTask) -> [Key] {
    switch task.input {
    case .restrictions(let restrictions): restrictions.map { .lane(task.stage, $0.lane) }
    // SAFETY: the address is only compared, never read through; `Record.input` keeps the block alive while it is a key.
    case .keyed(let groups): groups.map { .keyGroup(task.stage, $0.keyGroup) }
    case .elements(let blocks): blocks.map { .elements(task.stage, UInt(bitPattern: $0.bytes + $0.offsets[0])) }
    }
  }
}
