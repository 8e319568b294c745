/// A point in event time: milliseconds since 1970-01-01T00:00:00Z.
///
/// Beam's range is narrower than that of `Int64`: from ``min`` to ``max``. Arithmetic stays inside it.
public struct Timestamp: Sendable, Hashable, Comparable, BitwiseCopyable {
  /// Milliseconds since the epoch; negative before it.
  public var milliseconds: Int64

  /// The point `milliseconds` after the epoch, as it is.
  @inlinable
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// The earliest: the watermark of what has not begun.
  @inlinable
  public static var min: Timestamp { Timestamp(milliseconds: -9_223_372_036_854_775) }

  /// The latest: the watermark of what has ended.
  @inlinable
  public static var max: Timestamp { Timestamp(milliseconds: 9_223_372_036_854_775) }

  /// The last moment of the global window: a day before ``max``.
  @inlinable
  public static var endOfGlobalWindow: Timestamp { Timestamp(milliseconds: max.milliseconds - 86_400_000) }

  /// 1970-01-01T00:00:00Z.
  @inlinable
  public static var epoch: Timestamp { Timestamp(milliseconds: 0) }

  /// Earlier before later.
  @inlinable
  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }
}

// MARK: Arithmetic

extension Timestamp {
  /// The nearest point of Beam's range.
  @inlinable
  public var clamped: Timestamp { Swift.min(Swift.max(self, .min), .max) }

  /// The point `milliseconds` later (earlier if negative), not beyond ``min`` and ``max``.
  @inlinable
  public func advanced(byMilliseconds distance: Int64) -> Timestamp {
    let (sum, overflow) = milliseconds.addingReportingOverflow(distance)
    if overflow { return distance < 0 ? .min : .max }
    return Timestamp(milliseconds: sum).clamped
  }

  /// The point a duration later, in whole milliseconds, not beyond ``max``.
  @inlinable
  public static func + (point: Timestamp, duration: Duration) -> Timestamp {
    point.advanced(byMilliseconds: duration.milliseconds)
  }

  /// The point a duration earlier, in whole milliseconds, not before ``min``.
  @inlinable
  public static func - (point: Timestamp, duration: Duration) -> Timestamp {
    let (negated, overflow) = Int64(0).subtractingReportingOverflow(duration.milliseconds)
    return point.advanced(byMilliseconds: overflow ? .max : negated)
  }

  /// The time from `right` to `left`.
  @inlinable
  public static func - (left: Timestamp, right: Timestamp) -> Duration {
    let (difference, overflow) = left.milliseconds.subtractingReportingOverflow(right.milliseconds)
    if overflow { return .milliseconds(left < right ? Int64.min : Int64.max) }
    return .milliseconds(difference)
  }

  /// Moves the point a duration later.
  @inlinable
  public static func += (point: inout Timestamp, duration: Duration) { point = point + duration }

  /// Moves the point a duration earlier.
  @inlinable
  public static func -= (point: inout Timestamp, duration: Duration) { point = point - duration }
}
