/// Which firing of a window an element belongs to.
public struct PaneInfo: Sendable, Hashable {
  /// When a pane fired, relative to the watermark.
  public enum Timing: UInt8, Sendable {
    /// Before the watermark passed the window's end.
    case early = 0
    /// The first firing after the watermark passed the window's end.
    case onTime = 1
    /// A firing after the on-time one.
    case late = 2
    /// No grouping has happened yet.
    case unknown = 3
  }

  /// When the pane fired, relative to the watermark.
  public let timing: Timing
  /// Whether this is the first pane of its key and window.
  public let isFirst: Bool
  /// Whether this is the last pane of its key and window.
  public let isLast: Bool
  /// The index of the pane among those of its key and window, from 0.
  public let index: Int64
  /// The index of the pane among those that are not early, from 0; -1 for an early pane.
  public let nonSpeculativeIndex: Int64

  /// Creates a pane's description from its parts.
  public init(timing: Timing, isFirst: Bool, isLast: Bool, index: Int64, nonSpeculativeIndex: Int64) {
    self.timing = timing
    self.isFirst = isFirst
    self.isLast = isLast
    self.index = index
    self.nonSpeculativeIndex = nonSpeculativeIndex
  }

  /// The pane of an element that has not been through a grouping.
  public static let none = PaneInfo(timing: .unknown, isFirst: true, isLast: true, index: 0, nonSpeculativeIndex: 0)
}

extension PaneInfo: CustomStringConvertible {
  /// The pane in words, such as `on-time pane 0 (first, last)`.
  public var description: String {
    let name =
      switch timing {
      case .early: "early pane"
      case .onTime: "on-time pane"
      case .late: "late pane"
      case .unknown: "pane"
      }
    let notes = (isFirst ? ["first"] : []) + (isLast ? ["last"] : [])
    return "\(name) \(index)" + (notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))")
  }
}
