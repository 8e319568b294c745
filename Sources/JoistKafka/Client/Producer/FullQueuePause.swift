/// Waits while a producer's queue is full: briefly at first, since deliveries usually make space soon, and then longer.
struct FullQueuePause {
  private var milliseconds: UInt32 = 1
  /// The longest single wait, in milliseconds.
  private static let longest: UInt32 = 32

  /// Blocks the thread; each call waits twice as long as the one before.
  mutating func wait() {
    Pause.milliseconds(milliseconds)
    milliseconds = min(2 * milliseconds, Self.longest)
  }
}
