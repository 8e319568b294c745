/// A point in event time: milliseconds since 1970-01-01T00:00:00Z.
///
/// Beam's range, from ``min`` to ``max``, is narrower than that of `Int64`. Arithmetic is clamped to it.
public struct Timestamp: Sendable, Hashable, Comparable, BitwiseCopyable {
  /// Milliseconds since the epoch, negative before it.
  public var milliseconds: Int64

  /// The time `milliseconds` after the epoch; not clamped to Beam's range.
  @inlinable
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// The earliest time: the watermark of a source that has not begun.
  @inlinable
  public static var min: Timestamp { Timestamp(milliseconds: -9_223_372_036_854_775) }

  /// The latest time: the watermark of a source that has ended.
  @inlinable
  public static var max: Timestamp { Timestamp(milliseconds: 9_223_372_036_854_775) }

  /// The last timestamp of the global window: a day before ``max``.
  @inlinable
  public static var endOfGlobalWindow: Timestamp { Timestamp(milliseconds: max.milliseconds - 86_400_000) }

  /// The start of Unix time, 1970-01-01T00:00:00Z.
  @inlinable
  public static var epoch: Timestamp { Timestamp(milliseconds: 0) }

  /// Whether `left` is earlier than `right`.
  @inlinable
  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }
}

// MARK: Arithmetic

extension Timestamp {
  /// The nearest time in Beam's range.
  @inlinable
  public var clamped: Timestamp { Swift.min(Swift.max(self, .min), .max) }

  /// The time `milliseconds` later, or earlier if negative, clamped to Beam's range.
  @inlinable
  public func advanced(byMilliseconds distance: Int64) -> Timestamp {
    let (sum, overflow) = milliseconds.addingReportingOverflow(distance)
    if overflow { return distance < 0 ? .min : .max }
    return Timestamp(milliseconds: sum).clamped
  }

  /// The time `duration` later, in whole milliseconds, clamped to Beam's range.
  @inlinable
  public static func + (point: Timestamp, duration: Duration) -> Timestamp {
    point.advanced(byMilliseconds: duration.milliseconds)
  }

  /// The time `duration` earlier, in whole milliseconds, clamped to Beam's range.
  @inlinable
  public static func - (point: Timestamp, duration: Duration) -> Timestamp {
    let (negated, overflow) = Int64(0).subtractingReportingOverflow(duration.milliseconds)
    return point.advanced(byMilliseconds: overflow ? .max : negated)
  }

  /// The duration from `right` to `left`.
  @inlinable
  public static func - (left: Timestamp, right: Timestamp) -> Duration {
    let (difference, overflow) = left.milliseconds.subtractingReportingOverflow(right.milliseconds)
    if overflow { return .milliseconds(left < right ? Int64.min : Int64.max) }
    return .milliseconds(difference)
  }

  /// Adds a duration.
  @inlinable
  public static func += (point: inout Timestamp, duration: Duration) { point = point + duration }

  /// Subtracts a duration.
  @inlinable
  public static func -= (point: inout Timestamp, duration: Duration) { point = point - duration }
}
