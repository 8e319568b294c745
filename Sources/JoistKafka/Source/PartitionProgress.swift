/// How far a partition has been read, and its watermark. Times are in milliseconds.
///
/// It applies to one position: if a bundle fails and its records are read again, the progress is discarded.
struct PartitionProgress: Sendable, Equatable {
  /// The offset to read next.
  var position: Int64
  /// The times of the records that were read.
  var times = RecordTimes()
  /// Whether the partition has been read to its end and no record has come since.
  var isAtEnd = false

  /// Makes the progress of a partition of which no record has been read.
  init(position: Int64) { self.position = position }

  /// The partition's watermark according to a policy; nil: not known yet.
  /// - Parameter idleness: the brokers' responses about the partition's end at this position; nil: they do not matter.
  func watermark(by policy: WatermarkPolicy, _ idleness: Idleness?) -> Int64? {
    let idle = isAtEnd ? idleness?.reached : nil
    guard let reached = [times.newest, idle].compactMap({ $0 }).max() else { return nil }
    return reached - policy.maxOutOfOrder
  }

  /// Whether the partition is idle now, so that it does not hold the watermark.
  /// - Parameter idleness: the brokers' responses about the partition's end at this position.
  func isIdle(_ idleness: Idleness?, at now: Int64) -> Bool { isAtEnd && idleness?.isIdle(at: now) ?? false }

  /// How long the partition may wait until it is read again if neither a record nor a response comes.
  func longestWait(by policy: WatermarkPolicy, at now: Int64) -> Int64 {
    min(times.nextReached(by: policy, at: now) ?? WatermarkPolicy.patience, WatermarkPolicy.patience)
  }
}
