import Rows

/// A way to assign windows to timestamps: `.global`, `.fixed(…)`, `.sliding(…)` or `.sessions(…)`.
public struct WindowFn: Sendable, Hashable {
  /// The standard window functions, which every runner knows.
  package enum Kind: Sendable, Hashable {
    /// One window that holds all of time.
    case global
    /// Windows of one size, one after the other; in milliseconds.
    case fixed(size: Int64, offset: Int64)
    /// Windows of one size that start once per period; in milliseconds.
    case sliding(size: Int64, period: Int64, offset: Int64)
    /// Windows of one key that last until this many milliseconds have passed without an element.
    case sessions(gap: Int64)
  }

  package let kind: Kind

  /// What is wrong with the given lengths, or nil.
  let problem: String?

  /// One window that holds all of time. Unbounded input cannot be grouped in it under the default trigger: the window would
  /// never fire.
  public static let global = WindowFn(kind: .global, problem: nil)

  /// Windows of one size, one after the other.
  /// - Parameters:
  ///   - size: the length of a window: at least a millisecond, in whole milliseconds.
  ///   - offset: shifts the windows: they start this long after multiples of the size since the epoch; in whole milliseconds.
  public static func fixed(_ size: Duration, offset: Duration = .zero) -> WindowFn {
    WindowFn(
      kind: .fixed(size: size.milliseconds, offset: start(offset, within: size)),
      problem: partOfMillisecond(size, offset)
        ?? (size.milliseconds > 0
          ? tooLong(size, offset) : "a fixed window needs a size of at least one millisecond"))
  }

  /// Windows of one size that start once per period.
  ///
  /// If the size is larger than the period, an element is in several windows. If the period is larger, an element between two
  /// windows is in none.
  /// - Parameters:
  ///   - size: the length of a window: at least a millisecond, in whole milliseconds.
  ///   - period: the time between two starts: at least a millisecond, in whole milliseconds.
  ///   - offset: shifts the windows: they start this long after multiples of the period since the epoch; in whole milliseconds.
  public static func sliding(_ size: Duration, every period: Duration, offset: Duration = .zero) -> WindowFn {
    WindowFn(
      kind: .sliding(
        size: size.milliseconds, period: period.milliseconds, offset: start(offset, within: period)),
      problem: partOfMillisecond(size, period, offset)
        ?? (size.milliseconds > 0 && period.milliseconds > 0
          ? tooLong(size, period, offset)
          : "sliding windows need a size and a period of at least one millisecond"))
  }

  /// Windows of each key that last from an element until no other one has come for some time.
  ///
  /// Each element begins with a window of its own, from its timestamp to the gap after it. A grouping merges those of a key that overlap.
  /// - Parameter gap: how long after the last element a session ends: at least a millisecond, in whole milliseconds.
  public static func sessions(gap: Duration) -> WindowFn {
    WindowFn(
      kind: .sessions(gap: gap.milliseconds),
      problem: partOfMillisecond(gap)
        ?? (gap.milliseconds > 0 ? tooLong(gap) : "sessions need a gap of at least one millisecond"))
  }

  /// Whether a grouping merges windows.
  var merges: Bool { if case .sessions = kind { true } else { false } }

  // MARK: Lengths

  /// The offset that gives the same windows and lies between 0 and the period, as Beam's runners require.
  private static func start(_ offset: Duration, within period: Duration) -> Int64 {
    period.milliseconds > 0 ? WindowAssignment.remainder(offset.milliseconds, period.milliseconds) : 0
  }

  /// Refuses a length that is not a whole number of milliseconds, the resolution of timestamps.
  private static func partOfMillisecond(_ lengths: Duration...) -> String? {
    guard let wrong = lengths.first(where: { $0.components.attoseconds % 1_000_000_000_000_000 != 0 }) else {
      return nil
    }
    return "a window's length of \(wrong) is not a whole number of milliseconds"
  }

  /// Refuses a length that exceeds the range of timestamps: computing with it would overflow.
  private static func tooLong(_ lengths: Duration...) -> String? {
    let longest = Timestamp.max.milliseconds
    guard let wrong = lengths.map(\.milliseconds).first(where: { !(-longest...longest).contains($0) }) else {
      return nil
    }
    return "a window's length of \(wrong) ms exceeds the range of event time (\(longest) ms)"
  }
}

extension WindowFn: CustomStringConvertible {
  /// The function as it is written in Swift, such as `fixed(60.0 seconds)`.
  public var description: String {
    func text(_ milliseconds: Int64) -> String { "\(Duration.milliseconds(milliseconds))" }
    func shift(_ offset: Int64) -> String { offset == 0 ? "" : ", offset: \(text(offset))" }
    return
      switch kind
    {
    case .global: "global"
    case .fixed(let size, let offset): "fixed(\(text(size))\(shift(offset)))"
    case .sliding(let size, let period, let offset):
      "sliding(\(text(size)), every: \(text(period))\(shift(offset)))"
    case .sessions(let gap): "sessions(gap: \(text(gap)))"
    }
  }
}
