/// How often the restriction with the lowest watermark of a stage may run before others.
///
/// While it advances event time, one bundle in 64 goes to the restriction that has waited longest; while its event time
/// stands still, one in 4. So no restriction waits for ever, and little is read ahead of the others.
struct Patience: Sendable {
  private static let most = 63
  private static let costOfStandingStill = 21

  private var used = 0

  /// Whether the restriction that has waited longest is next.
  var isExhausted: Bool { used >= Self.most }

  /// Notes that the restriction with the lowest watermark was taken.
  mutating func note(_ lowest: PendingRestriction) { used += lowest.standsStill ? Self.costOfStandingStill : 1 }
}
