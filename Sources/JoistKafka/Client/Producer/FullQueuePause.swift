/// Waits while a producer's queue is full: briefly at first, as deliveries make room all the time, and longer where they do not
/// come.
struct FullQueuePause {
  private var milliseconds: UInt32 = 1
  /// The longest that it waits at once.
  private static let longest: UInt32 = 32

  /// Holds the thread for a moment.
  mutating func wait() {
    Pause.milliseconds(milliseconds)
    milliseconds = min(2 * milliseconds, Self.longest)
  }
}
