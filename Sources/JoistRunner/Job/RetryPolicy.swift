/// How long failed work waits before it is tried again, and how often it may be tried.
public struct RetryPolicy: Sendable, Hashable {
  /// The pause after the first failure, in milliseconds; it doubles with each further one.
  public var firstPause: Int64 = 100
  /// The longest pause, in milliseconds.
  public var longestPause: Int64 = 30_000
  /// How often a bundle may be tried when user code fails, at least 1. Transient failures are not counted.
  public var maxAttempts = 1
  /// How often a bundle may be tried when its worker is lost each time, at least 1.
  public var maxWorkersLost = 4

  /// Makes a policy with the default pauses.
  public init(maxAttempts: Int = 1) {
    self.maxAttempts = max(1, maxAttempts)
  }

  /// The pause after a number of failures in a row, in milliseconds.
  public func pause(afterFailures failures: Int) -> Int64 {
    let doublings = min(max(0, failures - 1), 40)
    return firstPause > longestPause >> doublings ? longestPause : firstPause << doublings
  }
}
