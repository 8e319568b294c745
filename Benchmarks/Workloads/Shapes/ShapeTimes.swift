/// The event times of a shape, in milliseconds since the epoch.
protocol ShapeTimes: Sendable {
  /// The time of event `number`, from 0.
  func time(of number: Int64) -> Int64
}

/// Each event is in a random hour: consecutive events are in different windows, and all windows are open at once.
struct RandomHours: ShapeTimes {
  static let hour: Int64 = 3_600_000

  /// The number of hours.
  let hours: Int64

  @inline(__always)
  func time(of number: Int64) -> Int64 {
    let random = SplitMix.number(after: UInt64(truncatingIfNeeded: number))
    return Int64(truncatingIfNeeded: random % UInt64(truncatingIfNeeded: hours)) &* Self.hour
  }
}

/// An event in each millisecond, with a random delay.
struct Disorder: ShapeTimes {
  /// The upper bound of the delays, exclusive, in milliseconds; 0: no delays.
  let jitter: Int64

  @inline(__always)
  func time(of number: Int64) -> Int64 {
    guard jitter > 0 else { return number }
    let random = SplitMix.number(after: UInt64(truncatingIfNeeded: number))
    return number &+ Int64(truncatingIfNeeded: random % UInt64(truncatingIfNeeded: jitter))
  }
}

/// An event in each millisecond, in order.
struct InOrder: ShapeTimes {
  @inline(__always) func time(of number: Int64) -> Int64 { number }
}
