/// A window: an interval of event time, `start ..< end` in milliseconds, and an encoding if the interval does not
/// identify it.
///
/// Blocks and key-group machines number their windows, so the value itself is stored once in each.
public struct Window: Hashable, Sendable {
  /// The first moment of the window, in milliseconds.
  public var start: Int64
  /// The first moment after the window, in milliseconds.
  public var end: Int64
  /// The encoding of a window that its interval does not identify: one of a user's window function, or of another SDK.
  /// Empty for the global window and the standard interval windows.
  public var encoded: [UInt8]

  /// Makes the window `start ..< end`.
  @inlinable public init(start: Int64, end: Int64, encoded: [UInt8] = []) {
    self.start = start
    self.end = end
    self.encoded = encoded
  }

  /// The one window that holds all of time.
  public static let global = Window(start: Int64.min, end: EventTime.endOfGlobalWindow + 1)

  /// The last moment of the window: the timestamp of its panes under Beam's default timestamp combiner.
  @inlinable public var maxTimestamp: Int64 { end - 1 }

  /// Whether this is the global window.
  @inlinable public var isGlobal: Bool { start == Int64.min }

  /// The moment after which the window accepts nothing: `maxTimestamp + allowedLateness`, at most the end of the global
  /// window and at least `maxTimestamp`.
  @inlinable public func expiry(allowedLateness: Int64) -> Int64 {
    let (sum, overflow) = maxTimestamp.addingReportingOverflow(allowedLateness)
    let latest = Swift.max(EventTime.endOfGlobalWindow, maxTimestamp)
    return overflow ? latest : Swift.min(sum, latest)
  }

  /// The engine's order of windows: by end, then by start, then by encoding.
  @inlinable public static func precedes(_ a: Window, _ b: Window) -> Bool {
    if a.end != b.end { return a.end < b.end }
    if a.start != b.start { return a.start < b.start }
    return a.encoded.lexicographicallyPrecedes(b.encoded)
  }
}
