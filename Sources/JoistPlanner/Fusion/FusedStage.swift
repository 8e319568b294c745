import JoistPlan

/// A piece of a pipeline that runs as one: the elements of one collection come in, and everything that is reached from it without
/// crossing a cut belongs to the piece.
struct FusedStage: Sendable {
  /// The lasting name of the cut at which it begins.
  let path: CutPath
  /// The collection whose elements come in.
  let root: String
  /// The step at which it begins: the first that reads the root, or the one that makes the root outside of the stage.
  let begin: DraftStep
  /// The index of that step among all.
  let position: Int
  /// The environment in which it runs; empty where the pipeline has none.
  let environment: String
  /// The steps that a worker runs, producers first.
  private(set) var members: [DraftStep] = []
  /// By the id of a member, the collections whose elements come to it in this stage. Its other inputs come in other stages, even
  /// where they are made in this one, too: they may be written out from here.
  private(set) var inputs: [String: Set<String>] = [:]

  /// A stage without steps.
  init(path: CutPath, root: String, environment: String, begin: DraftStep, position: Int) {
    self.path = path
    self.root = root
    self.environment = environment
    self.begin = begin
    self.position = position
  }

  /// Adds a step with the collections that it reads here; their producers are members already, or outside of the stage.
  mutating func add(_ step: DraftStep, inputs: Set<String>) {
    members.append(step)
    self.inputs[step.id] = inputs
  }
}
