/// The progress of a job.
public enum Progress: Sendable, Hashable {
  /// Work is going on, or will.
  case running
  /// All watermarks are at the end of time and nothing is pending.
  case finished
  /// It was asked to stop, and nothing runs any more.
  case stopped
  /// Nothing can run, now or later. The reason names the cause and what to do.
  case stuck(String)
}
