/// The rules for a source's watermark. Times are in milliseconds.
struct WatermarkPolicy: Sendable, Equatable {
  /// How much older than the newest record of its partition a record may be without being late.
  var maxOutOfOrder: Int64
  /// How far ahead of the clock a record may be to move the watermark; `Int64.max`: any record moves it at once.
  var maxAhead: Int64
  /// How long the brokers must report that a partition has nothing more to read until it is idle.
  var idleAfter: Int64
  /// Whether the watermark of an idle partition follows the clock; otherwise it follows the partitions that are not idle.
  var idleFollowsClock = true

  /// The longest time that a partition waits for records or for the clock until it is checked again.
  static let patience: Int64 = 1_000

  /// The latest event time that moves the watermark at once.
  func horizon(at now: Int64) -> Int64 { maxAhead == .max ? .max : now + min(maxOutOfOrder, maxAhead) }
}
