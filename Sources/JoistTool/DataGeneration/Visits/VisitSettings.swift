/// The settings of a ``VisitGenerator``. Shares are from 0 to 1.
struct VisitSettings: Sendable, Equatable {
  /// The same seed makes the same visits.
  var seed: UInt64 = 1
  /// The number of visitors, at least one.
  var userCount = 5
  /// The share of damaged records.
  var malformedShare = 0.0
  /// The share of visits that are earlier than visits before them.
  var lateShare = 0.0
  /// How much earlier late visits are at most, in milliseconds.
  var latenessMillis = 300_000
  /// The share of records that repeat one of the last few.
  var duplicateShare = 0.0
  /// The share of visits that lack a latitude or longitude.
  var emptyShare = 0.01
}
