extension Logger {
  /// Who must act on an event.
  public enum Level: String, Sendable, CaseIterable, Comparable {
    /// For those who follow one call through the code.
    case trace
    /// For those who look for a fault.
    case debug
    /// For those who watch a job.
    case info
    /// Normal, and worth a look.
    case notice
    /// Something was mended; if it repeats, somebody should act.
    case warning
    /// Something failed; somebody should act.
    case error
    /// The program cannot go on.
    case critical

    private var order: Int {
      switch self {
      case .trace: 0
      case .debug: 1
      case .info: 2
      case .notice: 3
      case .warning: 4
      case .error: 5
      case .critical: 6
      }
    }

    /// Less urgent before more urgent.
    public static func < (left: Level, right: Level) -> Bool { left.order < right.order }
  }
}
