import Rows

/// What time it is when a visit is made.
enum VisitClock: Sendable {
  /// The computer's: visits happen now.
  case system
  /// Counted from a start, so that a run can be repeated to the byte.
  case counted(from: Timestamp, intervalNanos: Int64)

  /// The time of the visit of that number.
  /// - Parameter now: the computer's time.
  func time(of number: Int, now: () -> Timestamp) -> Timestamp {
    switch self {
    case .system: now()
    case .counted(let start, let interval):
      start.advanced(byMilliseconds: Int64((Double(number) * Double(interval) / 1_000_000).rounded(.down)))
    }
  }
}
