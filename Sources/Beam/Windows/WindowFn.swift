import Rows

/// How timestamps become windows: a value after a leading dot.
public struct WindowFn: Sendable, Hashable {
  /// The kinds that every runner knows.
  package enum Kind: Sendable, Hashable {
    case global
    /// Sizes and offset in milliseconds.
    case fixed(size: Int64, offset: Int64)
    case sliding(size: Int64, period: Int64, offset: Int64)
  }

  package let kind: Kind

  /// What is wrong with the lengths that it was made of, or nil.
  let problem: String?

  /// All of time is one window. Unbounded input cannot be grouped in it under the default trigger: it would never end.
  public static let global = WindowFn(kind: .global, problem: nil)

  /// Windows of one size, side by side.
  /// - Parameters:
  ///   - size: at least a millisecond, in whole milliseconds.
  ///   - offset: by how much the windows' starts are after multiples of the size since the epoch, in whole milliseconds.
  public static func fixed(_ size: Duration, offset: Duration = .zero) -> WindowFn {
    WindowFn(
      kind: .fixed(size: size.milliseconds, offset: start(offset, within: size)),
      problem: partOfMillisecond(size, offset)
        ?? (size.milliseconds > 0
          ? tooLong(size, offset) : "a fixed window needs a size of at least one millisecond"))
  }

  /// Windows of one size that start at every period: an element is in several if the size is larger than the period, and in
  /// none at all if it falls between two windows where the period is larger.
  /// - Parameters:
  ///   - size: at least a millisecond, in whole milliseconds.
  ///   - period: at least a millisecond, in whole milliseconds.
  ///   - offset: by how much the windows' starts are after multiples of the period since the epoch, in whole milliseconds.
  public static func sliding(_ size: Duration, every period: Duration, offset: Duration = .zero) -> WindowFn {
    WindowFn(
      kind: .sliding(
        size: size.milliseconds, period: period.milliseconds, offset: start(offset, within: period)),
      problem: partOfMillisecond(size, period, offset)
        ?? (size.milliseconds > 0 && period.milliseconds > 0
          ? tooLong(size, period, offset)
          : "sliding windows need a size and a period of at least one millisecond"))
  }

  // MARK: Lengths

  /// The offset from 0 to the period that gives the same windows: the only one that Beam's runners take.
  private static func start(_ offset: Duration, within period: Duration) -> Int64 {
    period.milliseconds > 0 ? WindowAssignment.remainder(offset.milliseconds, period.milliseconds) : 0
  }

  /// Refuses a length with a part of a millisecond: timestamps have none.
  private static func partOfMillisecond(_ lengths: Duration...) -> String? {
    guard let wrong = lengths.first(where: { $0.components.attoseconds % 1_000_000_000_000_000 != 0 }) else {
      return nil
    }
    return "a length of \(wrong) is not a whole number of milliseconds, which windows are made of"
  }

  /// Refuses a length that is longer than time itself; windows of shorter ones can be computed with.
  private static func tooLong(_ lengths: Duration...) -> String? {
    let longest = Timestamp.max.milliseconds
    guard let wrong = lengths.map(\.milliseconds).first(where: { !(-longest...longest).contains($0) }) else {
      return nil
    }
    return "a length of \(wrong) ms is more than event time has (\(longest) ms)"
  }
}

extension WindowFn: CustomStringConvertible {
  /// `fixed(60.0 seconds)`.
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
    }
  }
}
