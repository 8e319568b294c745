extension Duration {
  /// A duration of whole minutes.
  @inlinable
  public static func minutes(_ minutes: some BinaryInteger) -> Duration { .seconds(Int64(minutes) * 60) }

  /// A duration of whole hours.
  @inlinable
  public static func hours(_ hours: some BinaryInteger) -> Duration { .seconds(Int64(hours) * 3_600) }

  /// A duration of days of 24 hours.
  @inlinable
  public static func days(_ days: some BinaryInteger) -> Duration { .seconds(Int64(days) * 86_400) }

  /// The duration in whole milliseconds, rounded down and clamped to the range of `Int64`.
  @inlinable
  public var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    var part = attoseconds / 1_000_000_000_000_000
    if attoseconds % 1_000_000_000_000_000 < 0 { part -= 1 }
    let (whole, tooLong) = seconds.multipliedReportingOverflow(by: 1_000)
    let (sum, over) = whole.addingReportingOverflow(part)
    if tooLong || over { return seconds < 0 ? .min : .max }
    return sum
  }
}
