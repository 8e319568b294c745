/// The rate of a count that grows, over a sliding span of time.
struct RateMeter: Sendable {
  /// The span that a rate is taken over, in nanoseconds.
  static let span: Int64 = 10_000_000_000
  /// How far two samples that are kept lie apart at least, in nanoseconds: bounds how many there are.
  static let spacing: Int64 = 250_000_000

  private struct Sample {
    var time: Int64
    var count: Int
  }

  /// Samples in the order of time; the first lies at the span's beginning or is the oldest there is.
  private var samples: [Sample] = []

  /// Notes a count and gives the rate, per second, since the beginning of the span; nil with the first sample.
  /// - Parameters:
  ///   - count: the count as it is now.
  ///   - time: the monotonic time in nanoseconds.
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
