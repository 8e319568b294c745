import JoistPlan

/// A collection that one stage writes and another reads; it becomes an edge of the plan.
struct Cut: Sendable, Hashable {
  /// A writer or reader.
  enum End: Sendable, Hashable {
    /// The engine's own stage for the step with this id: an impulse or a grouping.
    case engine(String)
    /// The stage of user code with this index in `StageTable.stages`.
    case stage(Int)
  }

  /// The stage that writes the elements.
  let writer: End
  /// The stage that reads them.
  let reader: End
  /// The id of the collection.
  let collection: String
  /// Why the cut is there.
  let reason: CutReason
}
