/// What a source promises about its watermark. Times are in milliseconds.
struct WatermarkPolicy: Sendable, Equatable {
  /// How much older than the newest record of its partition a record may be.
  var maxOutOfOrder: Int64
  /// How far ahead of the clock a record may be and still move the watermark; `Int64.max`: any distance, at once.
  var maxAhead: Int64
  /// For how long the brokers must have answered that a partition has nothing more to read until it is idle.
  var idleAfter: Int64
  /// Whether the watermark of an idle partition follows the clock; else it follows the partitions that are not idle.
  var idleFollowsClock = true

  /// How often a partition is looked at that waits for records or for the clock.
  static let patience: Int64 = 1_000

  /// The latest time that moves the watermark at once.
  func horizon(at now: Int64) -> Int64 { maxAhead == .max ? .max : now + min(maxOutOfOrder, maxAhead) }
}
