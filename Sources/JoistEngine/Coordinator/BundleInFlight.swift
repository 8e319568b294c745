import JoistPlan

/// A bundle or task that was handed out and neither committed nor failed: enough to take its input off the books, or to put
/// it back.
struct BundleInFlight: Sendable {
  /// What it was given.
  enum Input: Sendable {
    /// Elements of one lane.
    case elements(lane: Int, blocks: [PendingBlock])
    /// A restriction.
    case restriction(PendingRestriction)
    /// Records; the units stand in the task.
    case records([PendingRecords])
  }

  /// The stage.
  let stage: Int
  /// See `Input`.
  let input: Input
  /// The stage's input watermark when it was handed out.
  let inputWatermark: Int64
}
