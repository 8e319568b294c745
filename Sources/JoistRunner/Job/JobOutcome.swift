/// How a job ended that did not fail.
public enum JobOutcome: Sendable, Hashable {
  /// All of its input went through.
  case finished
  /// It was stopped: a bounded job is then not complete.
  case stopped
}
