/// The firing of a window that emitted a value. Source: Beam's PaneInfo (`beam_runner_api`, windowed_value coder).
public struct Pane: Hashable, Sendable {
  /// When a pane fired, relative to the watermark.
  public enum Timing: UInt8, Sendable {
    /// Before the watermark passed the end of the window.
    case early = 0
    /// The first firing after the watermark passed the end of the window.
    case onTime = 1
    /// A later firing.
    case late = 2
    /// No grouping has happened yet.
    case unknown = 3
  }

  /// See `Timing`.
  public var timing: Timing
  /// Whether it is the first pane of its key and window.
  public var isFirst: Bool
  /// Whether no other pane of its key and window will follow.
  public var isLast: Bool
  /// The index of the pane among all panes of its key and window, from 0.
  public var index: Int64
  /// The index of the pane among those that were not early, from 0; -1 for an early pane.
  public var nonSpeculativeIndex: Int64

  /// Makes a pane from its parts.
  public init(timing: Timing, isFirst: Bool, isLast: Bool, index: Int64, nonSpeculativeIndex: Int64) {
    self.timing = timing
    self.isFirst = isFirst
    self.isLast = isLast
    self.index = index
    self.nonSpeculativeIndex = nonSpeculativeIndex
  }

  /// The pane of a value that no grouping has emitted.
  public static let none = Pane(timing: .unknown, isFirst: true, isLast: true, index: 0, nonSpeculativeIndex: 0)
  /// The only pane of a window that accepts no late elements.
  public static let onTimeAndOnly = Pane(
    timing: .onTime, isFirst: true, isLast: true, index: 0, nonSpeculativeIndex: 0)
}
