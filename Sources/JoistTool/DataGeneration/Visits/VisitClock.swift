import Rows

/// The source of the visits' times.
enum VisitClock: Sendable {
  /// The current time.
  case system
  /// Counted from a start, so that a run can be repeated byte for byte.
  case counted(from: Timestamp, intervalNanos: Int64)

  /// The time of the visit with this number.
  /// - Parameter now: gives the current time.
  func time(of number: Int, now: () -> Timestamp) -> Timestamp {
    switch self {
    case .system: now()
    case .counted(let start, let interval):
      start.advanced(byMilliseconds: Int64((Double(number) * Double(interval) / 1_000_000).rounded(.down)))
    }
  }
}
