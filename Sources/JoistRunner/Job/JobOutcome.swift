/// How a job ended, if it did not fail.
public enum JobOutcome: Sendable, Hashable {
  /// All input was processed.
  case finished
  /// The job was stopped; the results of a bounded job are then incomplete.
  case stopped
}
