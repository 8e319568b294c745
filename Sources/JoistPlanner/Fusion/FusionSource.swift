import JoistPlan

/// What makes a collection that no stage passes on: the engine, or stages that write it for the stages after a cut.
struct FusionSource {
  /// The stages that write its elements.
  let writers: [Cut.End]
  /// The collection that they write; for a reshuffle's output, the reshuffle's input.
  let written: String
  /// The reason of the cut after the writers.
  let reason: CutReason
  /// The name of the next stage in the pipeline's default environment.
  let name: CutPath
  /// The step that makes the collection.
  let begin: DraftStep
  /// The index of that step among all steps.
  let position: Int
}
