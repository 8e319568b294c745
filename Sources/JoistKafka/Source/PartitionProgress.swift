/// How far a partition has been read, and what that says of its watermark. Times are in milliseconds.
///
/// It belongs to an offset: if a bundle fails and its records are read again, what was learned from them is forgotten.
struct PartitionProgress: Sendable, Equatable {
  /// The offset that is read next.
  var position: Int64
  /// The times of the records.
  var times = RecordTimes()
  /// Whether the broker has said that there is nothing more to read, and no record has come since.
  var isAtEnd = false

  /// Nothing is known yet.
  init(position: Int64) { self.position = position }

  /// What no record of the partition will be older than, as far as the policy promises; nil where nothing is promised.
  /// - Parameter idleness: what the brokers have answered about the partition's end at this position.
  func watermark(by policy: WatermarkPolicy, _ idleness: Idleness?) -> Int64? {
    let idle = isAtEnd ? idleness?.reached : nil
    guard let reached = [times.newest, idle].compactMap({ $0 }).max() else { return nil }
    return reached - policy.maxOutOfOrder
  }

  /// Whether it is idle now: it holds no watermark then.
  /// - Parameter idleness: as for `watermark`.
  func isIdle(_ idleness: Idleness?, at now: Int64) -> Bool { isAtEnd && idleness?.isIdle(at: now) ?? false }

  /// How long it may take at most until the partition is to be looked at again, though neither a record nor an answer comes.
  func longestWait(by policy: WatermarkPolicy, at now: Int64) -> Int64 {
    min(times.nextReached(by: policy, at: now) ?? WatermarkPolicy.patience, WatermarkPolicy.patience)
  }
}
