/// When the events of a shape happen, in milliseconds since the epoch.
protocol ShapeTimes: Sendable {
  /// The time of event `number`, from 0.
  func time(of number: Int64) -> Int64
}

/// Every event in an hour at random: neighbours are in different windows, and all windows are open at once.
struct RandomHours: ShapeTimes {
  static let hour: Int64 = 3_600_000

  /// How many hours there are.
  let hours: Int64

  @inline(__always)
  func time(of number: Int64) -> Int64 {
    let random = SplitMix.number(after: UInt64(truncatingIfNeeded: number))
    return Int64(truncatingIfNeeded: random % UInt64(truncatingIfNeeded: hours)) &* Self.hour
  }
}

/// An event in every millisecond, each late by a random time.
struct Disorder: ShapeTimes {
  /// The delays are smaller than this, in milliseconds; 0: none.
  let jitter: Int64

  @inline(__always)
  func time(of number: Int64) -> Int64 {
    guard jitter > 0 else { return number }
    let random = SplitMix.number(after: UInt64(truncatingIfNeeded: number))
    return number &+ Int64(truncatingIfNeeded: random % UInt64(truncatingIfNeeded: jitter))
  }
}

/// An event in every millisecond, in order.
struct InOrder: ShapeTimes {
  @inline(__always) func time(of number: Int64) -> Int64 { number }
}
