import JoistPlan

/// A collection that no stage hands on: the engine makes it, or it is written out for whatever stage follows.
struct FusionSource {
  /// What writes its elements.
  let writers: [Cut.End]
  /// The collection that they write; a reshuffle's output is written as its input.
  let written: String
  /// Why.
  let reason: CutReason
  /// The name of the stage that follows in the pipeline's home environment.
  let name: CutPath
  /// The step that makes the collection.
  let begin: DraftStep
  /// The index of that step.
  let position: Int
}
