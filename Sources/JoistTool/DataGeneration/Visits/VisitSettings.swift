/// What visits are made of.
struct VisitSettings: Sendable, Equatable {
  /// The same seed makes the same visits.
  var seed: UInt64 = 1
  /// How many visitors there are, at least one.
  var userCount = 5
  /// Of 1, how many records are damaged.
  var malformedShare = 0.0
  /// Of 1, how many visits have an earlier time than those before them.
  var lateShare = 0.0
  /// How much earlier at most, in milliseconds.
  var latenessMillis = 300_000
  /// Of 1, how many records are one of the last few again.
  var duplicateShare = 0.0
  /// Of 1, how many visits do not know their place.
  var emptyShare = 0.01
}
