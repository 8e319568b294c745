/// How a job has ended, for the actions that run after it.
package struct JobEnd: Sendable {
  /// Whether the job has processed all of its input.
  package let succeeded: Bool
  /// What is left of the time that all actions share; nil if there is no limit.
  private let timeLeft: Duration?

  /// - Parameters:
  ///   - succeeded: whether the job has processed all of its input.
  ///   - timeLeft: what is left of the time that all actions share; nil if there is no limit.
  package init(succeeded: Bool, timeLeft: Duration? = nil) {
    self.succeeded = succeeded
    self.timeLeft = timeLeft
  }

  /// Returns how long an action may wait for an external system.
  /// - Parameter usual: how long it waits if there is no limit.
  package func patience(_ usual: Duration) -> Duration { timeLeft.map { min($0, usual) } ?? usual }
}
