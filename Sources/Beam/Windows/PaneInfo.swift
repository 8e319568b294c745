/// Which firing of a window an element belongs to.
public struct PaneInfo: Sendable, Hashable {
  /// When the pane fired, seen from the watermark.
  public enum Timing: UInt8, Sendable {
    /// Before the watermark passed the window's end.
    case early = 0
    /// First after that.
    case onTime = 1
    /// Later.
    case late = 2
    /// No grouping has happened yet.
    case unknown = 3
  }

  /// See `Timing`.
  public let timing: Timing
  /// Whether no pane of the key and window came before.
  public let isFirst: Bool
  /// Whether none will follow.
  public let isLast: Bool
  /// Number of the pane, from 0.
  public let index: Int64
  /// Number of the pane among those that were not early; -1 for an early one.
  public let nonSpeculativeIndex: Int64

  /// Makes a pane from its parts.
  public init(timing: Timing, isFirst: Bool, isLast: Bool, index: Int64, nonSpeculativeIndex: Int64) {
    self.timing = timing
    self.isFirst = isFirst
    self.isLast = isLast
    self.index = index
    self.nonSpeculativeIndex = nonSpeculativeIndex
  }

  /// The pane of an element that no grouping has touched.
  public static let none = PaneInfo(timing: .unknown, isFirst: true, isLast: true, index: 0, nonSpeculativeIndex: 0)
}

extension PaneInfo: CustomStringConvertible {
  /// `on-time pane 0 (first, last)`.
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
