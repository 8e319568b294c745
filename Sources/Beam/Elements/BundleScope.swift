/// The state of a bundle that the steps of one executor share: its windows, its pending settlements, its actions after commit.
public final class BundleScope {
  // SAFETY: `@exclusivity(unchecked)`: the executor is used by one thread at a time, and each access reads or writes the whole
  // value without calling other code.
  /// The windows and panes that occur in the bundle; cleared when a bundle starts.
  package var contexts = ContextTable()
  /// The settlements that must complete before the bundle is committed; new for every bundle.
  package private(set) var settlement = Settlement()
  /// The actions to run after the bundle is committed, in order; cleared when a bundle starts.
  package var afterCommit: [@Sendable () -> Void] = []
  /// The runner's control of the current bundle.
  @exclusivity(unchecked) package var control: BundleControl

  /// The steps that read the stage's outputs. Their input is still pending when the stage's bundles are committed.
  package var downstreamSteps: [String] = []

  /// Whether a step of the executor asks for the origins of elements. Only then are origins recorded, since that takes time.
  package final var wantsOrigins = false

  /// The output of the current bundle so far, in bytes, including tables that are not written yet. Sinks add to it.
  @exclusivity(unchecked) package final var outputBytes = 0

  package init(control: BundleControl) { self.control = control }

  /// Begins a bundle, and drops the state of the previous one.
  package func start(control: BundleControl) {
    self.control = control
    contexts.reset()
    settlement = Settlement()
    afterCommit = []
    outputBytes = 0
  }

  /// Drops all references to the job and to user code, when the executor is torn down.
  package func end() {
    start(control: .none)
  }
}
