/// How a job has ended, for what is cleaned up behind it.
package struct JobEnd: Sendable {
  /// Whether all of its input has gone through.
  package let succeeded: Bool
  /// What is left of the time that all clean-ups together have, nil where nobody hurries.
  private let timeLeft: Duration?

  /// - Parameters:
  ///   - succeeded: whether all of the job's input has gone through.
  ///   - timeLeft: what is left of the time that all clean-ups together have, nil where nobody hurries.
  package init(succeeded: Bool, timeLeft: Duration? = nil) {
    self.succeeded = succeeded
    self.timeLeft = timeLeft
  }

  /// How long a far side may be waited for.
  /// - Parameter usual: how long, where nobody hurries.
  package func patience(_ usual: Duration) -> Duration { timeLeft.map { min($0, usual) } ?? usual }
}
