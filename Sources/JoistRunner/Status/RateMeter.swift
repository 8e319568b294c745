/// The rate at which a count grows, over a sliding span of time.
struct RateMeter: Sendable {
  /// The span that a rate covers, in nanoseconds.
  static let span: Int64 = 3_000_000_000
  /// The least time between two stored samples, in nanoseconds; it bounds their number.
  static let spacing: Int64 = 250_000_000

  private struct Sample {
    var time: Int64
    var count: Int
  }

  /// The samples in order of time. The first is at or before the beginning of the span, or it is the oldest one.
  private var samples: [Sample] = []

  /// Records a count.
  /// - Parameters:
  ///   - count: the current count.
  ///   - time: the monotonic time in nanoseconds.
  /// - Returns: the rate per second since the beginning of the span; nil for the first sample.
  mutating func rate(ofCount count: Int, at time: Int64) -> Double? {
    while samples.count > 1, samples[1].time <= time - Self.span { samples.removeFirst() }
    let first = samples.first
    if samples.last.map({ time - $0.time >= Self.spacing }) ?? true {
      samples.append(Sample(time: time, count: count))
    }
    guard let first, time > first.time else { return nil }
    return Double(count - first.count) * 1e9 / Double(time - first.time)
  }
}
