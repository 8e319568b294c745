import Rows

/// How timestamps become windows: a value behind a leading dot.
public struct WindowFn: Sendable, Hashable {
  /// The kinds that every runner knows.
  package enum Kind: Sendable, Hashable {
    case global
    /// Sizes and offset in milliseconds.
    case fixed(size: Int64, offset: Int64)
    case sliding(size: Int64, period: Int64, offset: Int64)
  }

  package let kind: Kind

  /// All of time is one window. Unbounded input cannot be grouped in it under the default trigger: it would never end.
  public static let global = WindowFn(kind: .global)

  /// Windows of one size, side by side.
  /// - Parameters:
  ///   - size: at least a millisecond.
  ///   - offset: by how much the windows' starts lie behind multiples of the size since the epoch.
  public static func fixed(_ size: Duration, offset: Duration = .zero) -> WindowFn {
    WindowFn(kind: .fixed(size: size.milliseconds, offset: offset.milliseconds))
  }

  /// Windows of one size that start at every period: an element is in several if the size is larger than the period, and in
  /// none at all if it falls between two windows where the period is larger.
  /// - Parameters:
  ///   - size: at least a millisecond.
  ///   - period: at least a millisecond.
  ///   - offset: by how much the windows' starts lie behind multiples of the period since the epoch.
  public static func sliding(_ size: Duration, every period: Duration, offset: Duration = .zero) -> WindowFn {
    WindowFn(
      kind: .sliding(
        size: size.milliseconds, period: period.milliseconds, offset: offset.milliseconds))
  }

  /// What is wrong with it, or nil.
  var problem: String? {
    switch kind {
    case .global: nil
    case .fixed(let size, let offset):
      size > 0 ? Self.problem(ofLengths: size, offset) : "a fixed window needs a size of at least one millisecond"
    case .sliding(let size, let period, let offset):
      size > 0 && period > 0
        ? Self.problem(ofLengths: size, period, offset)
        : "sliding windows need a size and a period of at least one millisecond"
    }
  }

  /// Whether a length is longer than time itself; windows of shorter ones can be computed with.
  private static func problem(ofLengths lengths: Int64...) -> String? {
    let longest = Timestamp.max.milliseconds
    guard let wrong = lengths.first(where: { !(-longest...longest).contains($0) }) else { return nil }
    return "a length of \(wrong) ms is more than event time has (\(longest) ms)"
  }
}
