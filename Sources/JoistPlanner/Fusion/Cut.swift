import JoistPlan

/// An edge of the plan to be: a collection that is written out for a reader.
struct Cut: Sendable, Hashable {
  /// What writes or reads.
  enum End: Sendable, Hashable {
    /// The engine's own work for the step with this id: an impulse, a grouping.
    case engine(String)
    /// The stage of user code with this index in `StageTable.stages`.
    case stage(Int)
  }

  /// What writes the elements.
  let writer: End
  /// What reads them.
  let reader: End
  /// The collection.
  let collection: String
  /// Why there is a cut.
  let reason: CutReason
}
