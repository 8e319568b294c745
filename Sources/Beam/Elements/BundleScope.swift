/// What the steps of one executor share: the windows that occur in the bundle, what it waits for, what follows its commit.
public final class BundleScope {
  /// The windows and panes of the bundle, by dense number.
  package var contexts = ContextTable()
  /// What the bundle still waits for.
  package private(set) var settlement = Settlement()
  /// What is to be done once it is committed.
  package var afterCommit: [@Sendable () -> Void] = []
  /// The runner's side of the bundle at hand: when to end, how to be woken.
  @exclusivity(unchecked) package var control: BundleControl

  /// The steps after the stage, which hold what it makes when its bundles are committed; none: all ends in the stage.
  package var stepsBehind: [String] = []

  /// Whether a step of the executor asks where elements came from; not set otherwise, since noting it is not for nothing.
  package final var wantsOrigins = false

  /// Bytes written to the stage's outputs so far, and of tables that will be written: the sinks count them in.
  @exclusivity(unchecked) package final var outputBytes = 0

  package init(control: BundleControl) { self.control = control }

  /// Forgets the bundle before.
  package func start(control: BundleControl) {
    self.control = control
    contexts.reset()
    settlement = Settlement()
    afterCommit = []
    outputBytes = 0
  }

  /// Lets go of everything that leads back to the executor and to the job.
  package func end() {
    start(control: .none)
  }
}
