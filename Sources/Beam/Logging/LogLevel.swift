extension Logger {
  /// The severity of an event, defined by who should act on it.
  public enum Level: String, Sendable, CaseIterable, Comparable {
    /// For following a single call through the code.
    case trace
    /// For finding a fault.
    case debug
    /// For watching a job.
    case info
    /// Normal, but worth attention.
    case notice
    /// A problem that was handled. If it repeats, someone should act.
    case warning
    /// A failure. Someone should act.
    case error
    /// The program cannot continue.
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

    /// Orders levels from the least to the most urgent.
    public static func < (left: Level, right: Level) -> Bool { left.order < right.order }
  }
}
