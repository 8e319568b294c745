public import Beam
public import JoistPlan

/// Runs user code for the runner: in this process, or, later, in others through Beam's Fn API.
public protocol Carrier: Sendable {
  /// How many bundles can run at once, if they run on other threads than those that begin them. Nil, the default, if each
  /// bundle runs on the thread that begins it.
  var bundlesAtOnce: Int? { get }

  /// Creates an executor of a stage's user code. Creating one is slow, so the runner keeps executors.
  func makeExecutor(for stage: StageID) throws -> any BundleExecutor

  /// Creates a store of accumulators, for one window and key group of a grouping stage.
  func makeCombineStore(for stage: StageID) throws -> any CombineStore

  /// Returns the error to report for a failure in a grouping stage, with the step and the key.
  func failure(_ failure: GroupingFailure, of stage: StageID) -> any Error
}

extension Carrier {
  /// Nil: each bundle runs on the thread that begins it.
  public var bundlesAtOnce: Int? { nil }

  /// Returns the underlying error.
  public func failure(_ failure: GroupingFailure, of stage: StageID) -> any Error { failure.underlying }
}

/// Runs the bundles of one stage, one at a time.
public protocol BundleExecutor: AnyObject {
  /// Begins a bundle. The previous bundle must have ended.
  /// - Parameters:
  ///   - input: the input of the bundle.
  ///   - control: the limits of the bundle, and whether it should end.
  ///   - completion: called once when the bundle has ended, from any thread, possibly before this method returns. After an
  ///     error the bundle has no effect, and the executor must be torn down. Errors are `StepFailure` for errors of user code,
  ///     `RetryableError` for transient errors, and `CarrierFailure`.
  func begin(
    _ input: BundleInput, control: BundleControl,
    completion: @escaping @Sendable (Result<FinishedBundle, any Error>) -> Void)

  /// Tears down the user's functions. Called once, when the executor is no longer used.
  func tearDown()

  /// The memory that the executor keeps between bundles, such as buffers and empty tables, in bytes. Call it between bundles.
  var keptMemory: Int { get }

  /// What the executor is doing; nil if it is idle, or if that is not known. Unlike the rest, it may be called from any thread
  /// at any time.
  var activity: StepActivity? { get }
}

extension BundleExecutor {
  /// 0: the executor keeps no memory that counts.
  public var keptMemory: Int { 0 }

  /// Nil: the activity is not known.
  public var activity: StepActivity? { nil }
}

/// What an executor is doing.
public struct StepActivity: Sendable, Hashable {
  /// The path of the running step.
  public var step: String
  /// The number of batches that the executor's steps have begun. While it does not change, a step is working on the same batch.
  public var batches: Int

  /// Creates an activity from its parts.
  public init(step: String, batches: Int) {
    self.step = step
    self.batches = batches
  }
}

/// The result of a bundle, and what must happen before and after its commit.
public struct FinishedBundle: Sendable {
  /// The result for the engine.
  public var result: BundleResult
  /// The operations to wait for. Commit the bundle when they have succeeded, and not if they fail. Nil if there are none.
  public var settlement: Settlement?
  /// The actions to call, in order, after the bundle is committed.
  public var afterCommit: [@Sendable () -> Void]
  /// The counters of each step of the stage.
  public var counters: [StepCounter]

  /// Creates a result from its parts.
  public init(
    result: BundleResult, settlement: Settlement? = nil, afterCommit: [@Sendable () -> Void] = [],
    counters: [StepCounter] = []
  ) {
    self.result = result
    self.settlement = settlement
    self.afterCommit = afterCommit
    self.counters = counters
  }
}

/// The numbers of elements that a step received and emitted in a bundle.
public struct StepCounter: Sendable, Hashable {
  /// The path of the step.
  public var step: String
  /// The number of elements that came in.
  public var elementsIn: Int
  /// The number of elements that went out, to all outputs together.
  public var elementsOut: Int

  /// Creates a counter from its parts.
  public init(step: String, elementsIn: Int, elementsOut: Int) {
    self.step = step
    self.elementsIn = elementsIn
    self.elementsOut = elementsOut
  }
}
