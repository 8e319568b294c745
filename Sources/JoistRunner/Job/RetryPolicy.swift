/// How long work that failed waits before it is tried again, and how often it may fail.
public struct RetryPolicy: Sendable, Hashable {
  /// The pause after the first failure, in milliseconds; it doubles with each further one.
  public var firstPause: Int64 = 100
  /// The longest pause, in milliseconds.
  public var longestPause: Int64 = 30_000
  /// How often a bundle may be tried where a user's function failed, at least 1. Passing failures are not counted.
  public var maxAttempts = 1
  /// How often a bundle may be tried where each time the worker is lost that runs it, at least 1.
  public var maxWorkersLost = 4

  /// Makes the policy that jobs have by default.
  public init(maxAttempts: Int = 1) {
    self.maxAttempts = max(1, maxAttempts)
  }

  /// The pause after so many failures in a row, in milliseconds.
  public func pause(afterFailures failures: Int) -> Int64 {
    let doublings = min(max(0, failures - 1), 40)
    return firstPause > longestPause >> doublings ? longestPause : firstPause << doublings
  }
}
