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
    /// A piece of grouping work.
    case group(BundleID)
  }

  private struct Record: Sendable {
    var status: RetryStatus
    /// Keeps the address of an element while it is a key.
    var input: BundleInput?
  }

  private var records: [Key: Record] = [:]

  /// Notes a failure, and when the work is tried next.
  mutating func failed(_ task: BundleTask, _ status: RetryStatus) {
    records[Self.key(task)] = Record(status: status, input: task.input)
  }

  /// Notes a failure of a piece of grouping work, which holds its thread until it is tried again.
  mutating func failed(_ group: BundleID, _ status: RetryStatus) {
    records[.group(group)] = Record(status: status, input: nil)
  }

  /// Forgets grouping work that went through; says how often it had failed.
  mutating func succeeded(_ group: BundleID) -> Int {
    records.isEmpty ? 0 : records.removeValue(forKey: .group(group))?.status.failures ?? 0
  }

  /// Forgets work that went through; says how often it had failed.
  mutating func succeeded(_ task: BundleTask) -> Int {
    records.isEmpty ? 0 : records.removeValue(forKey: Self.key(task))?.status.failures ?? 0
  }

  /// How often work has failed in a row.
  func failures(of task: BundleTask) -> Int { records.isEmpty ? 0 : records[Self.key(task)]?.status.failures ?? 0 }

  /// What waits, soonest first.
  var waiting: [RetryStatus] {
    records.values.map(\.status).sorted { ($0.nextAttempt, $0.stage) < ($1.nextAttempt, $1.stage) }
  }

  private static func key(_ task: BundleTask) -> Key {
    switch task.input {
    case .restrictions(let restrictions): return .lane(task.stage, restrictions.first?.lane ?? -1)
    case .elements(let blocks):
      guard let first = blocks.first else { return .elements(task.stage, 0) }
      return .elements(task.stage, UInt(bitPattern: first.bytes + first.offsets[0]))
    }
  }
}
