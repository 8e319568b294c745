public import Rows

/// A window of event time: `start ..< end`, or all of time.
public struct IntervalWindow: Sendable, Hashable, CustomStringConvertible {
  /// The first moment in the window.
  public let start: Timestamp
  /// The first moment after the window.
  public let end: Timestamp

  /// Creates the window `start ..< end`.
  public init(start: Timestamp, end: Timestamp) {
    self.start = start
    self.end = end
  }

  /// The window that holds all of time.
  public static let global = IntervalWindow(
    start: .min, end: Timestamp(milliseconds: Timestamp.endOfGlobalWindow.milliseconds + 1))

  /// Whether this is the global window.
  public var isGlobal: Bool { start == .min && end.milliseconds == Timestamp.endOfGlobalWindow.milliseconds + 1 }

  /// The last moment in the window.
  public var maxTimestamp: Timestamp { Timestamp(milliseconds: end.milliseconds - 1) }

  /// The window as `[start, end)`; the global window as `[global)`.
  public var description: String { isGlobal ? "[global)" : "[\(start), \(end))" }
}
