import JoistPlan

/// A part of a pipeline that runs as one stage: it reads the elements of one collection, and contains all steps reached
/// from there without crossing a cut.
struct FusedStage: Sendable {
  /// The stable name of the cut at which the stage begins.
  let path: CutPath
  /// The collection whose elements the stage reads.
  let root: String
  /// The step at which the stage begins: the first that reads the root, or the one that makes the root outside the
  /// stage.
  let begin: DraftStep
  /// The index of that step among all steps.
  let position: Int
  /// The environment in which the stage runs; empty if the pipeline has none.
  let environment: String
  /// The steps that a worker runs, producers first.
  private(set) var members: [DraftStep] = []
  /// By id of a member, the collections that it reads in this stage. It reads its other inputs in other stages, even
  /// those that are made in this one and written from here.
  private(set) var inputs: [String: Set<String>] = [:]

  /// A stage without steps.
  init(path: CutPath, root: String, environment: String, begin: DraftStep, position: Int) {
    self.path = path
    self.root = root
    self.environment = environment
    self.begin = begin
    self.position = position
  }

  /// Adds a step with the collections that it reads here. Producers in this stage must be added before their readers.
  mutating func add(_ step: DraftStep, inputs: Set<String>) {
    members.append(step)
    self.inputs[step.id] = inputs
  }
}
