public import Beam
public import JoistPlan

/// Takes bundles to where user code runs: in this process, or, later, through Beam's Fn API.
public protocol Carrier: Sendable {
  /// How many bundles it works on at once, where it does so elsewhere than on the threads that begin them; nil: each bundle runs
  /// on the thread that begins it.
  var bundlesAtOnce: Int? { get }

  /// Makes an executor of a stage's user code. It is slow, so executors are kept.
  func makeExecutor(for stage: StageID) throws -> any BundleExecutor

  /// Makes the store of accumulators of one window and key group of a grouping stage.
  func makeCombineStore(for stage: StageID) throws -> any CombineStore

  /// Words what failed in a grouping stage: names the step and the key.
  func failure(_ failure: GroupingFailure, of stage: StageID) -> any Error
}

extension Carrier {
  /// Nil.
  public var bundlesAtOnce: Int? { nil }

  /// What failed, as it is.
  public func failure(_ failure: GroupingFailure, of stage: StageID) -> any Error { failure.underlying }
}

/// Runs bundles of one stage, one at a time.
public protocol BundleExecutor: AnyObject {
  /// Begins a bundle. No other may be begun before it has ended.
  /// - Parameter completion: called once, when the bundle's run has ended: from any thread, or before this returns. Where it is
  ///   given an error, nothing of the bundle has happened, and the executor must be torn down and not be used again. The errors
  ///   are `StepFailure` for what user code threw, `RetryableError` for what passes by itself, and `CarrierFailure`.
  func begin(
    _ input: BundleInput, control: BundleControl,
    completion: @escaping @Sendable (Result<FinishedBundle, any Error>) -> Void)

  /// Ends the life of its functions.
  func tearDown()

  /// Bytes of memory that it keeps from one bundle to the next: buffers, empty tables. Asked between bundles.
  var keptMemory: Int { get }

  /// What it is doing; nil: nothing, or that is not known. Unlike the rest it may be asked from any thread at any time.
  var activity: StepActivity? { get }
}

extension BundleExecutor {
  /// 0.
  public var keptMemory: Int { 0 }

  /// Nothing is known.
  public var activity: StepActivity? { nil }
}

/// What an executor was seen to do.
public struct StepActivity: Sendable, Hashable {
  /// The step at work.
  public var step: String
  /// Batches that its steps have begun since it was made: while the number stands, the same elements are worked on.
  public var batches: Int

  /// Makes a activity.
  public init(step: String, batches: Int) {
    self.step = step
    self.batches = batches
  }
}

/// What a bundle made, and what must happen before and after it is committed.
public struct FinishedBundle: Sendable {
  /// What the engine gets.
  public var result: BundleResult
  /// What is still outstanding: commit when it is done, and not at all if it fails. Nil: nothing is.
  public var settlement: Settlement?
  /// To be called, in order, when the bundle is committed.
  public var afterCommit: [@Sendable () -> Void]
  /// What each step of the stage took and gave.
  public var counters: [StepCounter]

  /// Makes it from its parts.
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

/// What a step took and gave in one bundle.
public struct StepCounter: Sendable, Hashable {
  /// Path of the step.
  public var step: String
  /// Elements that came in.
  public var elementsIn: Int
  /// Elements that went out, to all its outputs.
  public var elementsOut: Int

  /// Makes a counter.
  public init(step: String, elementsIn: Int, elementsOut: Int) {
    self.step = step
    self.elementsIn = elementsIn
    self.elementsOut = elementsOut
  }
}
