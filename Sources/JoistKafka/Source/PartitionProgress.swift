/// How far a partition has been read in event time, and what that says of its watermark. Times are in milliseconds.
///
/// It belongs to an offset: where a bundle has failed and its records are read again, what was learned from them is not known
/// any more.
struct PartitionProgress: Sendable, Equatable {
  /// The offset that is read next.
  var position: Int64
  /// The greatest timestamp of a record; nil before the first.
  var newest: Int64?
  /// When the last record came, or when reading began: processing time.
  var lastArrival: Int64
  /// Whether the broker has said that there is nothing more to read, and no record has come since.
  var isAtEnd = false
  /// Whether the partition has records behind the position all the same: where it is read to its end, those of a
  /// transaction that is open, and all behind them.
  var hasMore = false

  /// Nothing is known yet.
  init(position: Int64, now: Int64) {
    self.position = position
    lastArrival = now
  }

  /// What no record of the partition will be older than, as far as the policy promises; nil where nothing is promised.
  func watermark(by policy: WatermarkPolicy, at now: Int64) -> Int64? {
    let reached = isIdle(by: policy, at: now) ? now : newest.map { min($0, now) }
    return reached.map { $0 - policy.maxOutOfOrder }
  }

  /// Whether the partition has been without records for so long that it does not hold the watermark.
  func isIdle(by policy: WatermarkPolicy, at now: Int64) -> Bool { !hasMore && isSilent(by: policy, at: now) }

  /// Whether a transaction that is open has kept records back for so long that one should know of it: it holds the
  /// watermark.
  func isHeldBack(by policy: WatermarkPolicy, at now: Int64) -> Bool { hasMore && isSilent(by: policy, at: now) }

  private func isSilent(by policy: WatermarkPolicy, at now: Int64) -> Bool {
    isAtEnd && now - lastArrival >= policy.idleAfter
  }

  /// How long it may take at most until the watermark is to be looked at again, though no record comes.
  func longestWait(by policy: WatermarkPolicy, at now: Int64) -> Int64 {
    if isIdle(by: policy, at: now) { return WatermarkPolicy.step }
    if let newest, newest > now { return WatermarkPolicy.step }
    guard isAtEnd, !isHeldBack(by: policy, at: now) else { return WatermarkPolicy.patience }
    return max(policy.idleAfter - (now - lastArrival), 1)
  }
}

/// What a source promises about its watermark. Times are in milliseconds.
struct WatermarkPolicy: Sendable, Equatable {
  /// How far behind the newest record of its partition one may be.
  var maxOutOfOrder: Int64
  /// How long a partition that is read to its end may be without records before it is idle.
  var idleAfter: Int64

  /// How often a watermark is moved that goes with the clock.
  static let step: Int64 = 100
  /// How often a partition is looked at whose next records are on their way.
  static let patience: Int64 = 1_000
}
