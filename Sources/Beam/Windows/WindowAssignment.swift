import Rows

/// Computes the windows of a timestamp.
struct WindowAssignment {
  private let kind: WindowFn.Kind

  init(_ windowFn: WindowFn) { kind = windowFn.kind }

  /// Returns the windows of a timestamp, in ascending order, and the interval of timestamps that have the same windows.
  /// - Parameter time: the timestamp, in milliseconds. One outside the global window counts as the end nearest to it.
  func windows(of time: Int64) -> (windows: [IntervalWindow], sharedBy: Range<Int64>) {
    let time = Swift.min(
      Swift.max(time, Timestamp.min.milliseconds), Timestamp.endOfGlobalWindow.milliseconds)
    switch kind {
    case .global:
      return ([.global], Int64.min..<Int64.max)
    case .fixed(let size, let offset):
      let start = time - Self.remainder(time - offset, size)
      return ([Self.window(start, size)], start..<(start + size))
    case .sliding(let size, let period, let offset):
      // Begin with the last window that starts at or before the timestamp, and go back while the window still holds it.
      let last = time - Self.remainder(time - offset, period)
      var windows: [IntervalWindow] = []
      var start = last
      while start > time - size {
        windows.append(Self.window(start, size))
        start -= period
      }
      windows.reverse()
      // The set of windows changes where one starts (every period) and where one ends.
      let nextStart = last + period
      let firstEnd = windows.first.map { $0.end.milliseconds } ?? nextStart
      let lastGone = start + size
      return (windows, Swift.max(last, lastGone)..<Swift.min(nextStart, firstEnd))
    case .sessions(let gap):
      return ([Self.window(time, gap)], time..<(time + 1))
    }
  }

  /// The remainder of a division that rounds down; never negative.
  static func remainder(_ a: Int64, _ b: Int64) -> Int64 {
    let r = a % b
    return r < 0 ? r + b : r
  }

  /// Creates a window. One that would reach past the end of the global window ends there, so that no window outlives it.
  private static func window(_ start: Int64, _ size: Int64) -> IntervalWindow {
    let end = Swift.min(start + size, IntervalWindow.global.end.milliseconds)
    return IntervalWindow(start: Timestamp(milliseconds: start), end: Timestamp(milliseconds: end))
  }
}
