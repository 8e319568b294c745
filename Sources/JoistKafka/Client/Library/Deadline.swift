/// A time limit that has started to run.
struct Deadline {
  private let end: ContinuousClock.Instant

  init(within duration: Duration) { end = .now + duration }

  var hasPassed: Bool { end <= .now }

  /// The remaining time in whole milliseconds, at least 1 and at most `limit`.
  func milliseconds(atMost limit: Int32 = .max) -> Int32 {
    let left = (end - .now) / .milliseconds(1)
    return Int32(Swift.min(Swift.max(left, 1), Double(limit)))
  }
}
