/// How far a job is.
public enum Progress: Sendable, Hashable {
  /// Work is going on, or will.
  case running
  /// All watermarks are at the end of time and nothing is pending.
  case finished
  /// It was asked to stop, and nothing runs any more.
  case stopped
  /// Nothing can run and nothing will: the reason names who is in the way and what to do.
  case stuck(String)
}
