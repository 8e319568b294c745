/// What the runner tells a bundle while it runs: how far it may go, whether it should end, how its source can wake it.
public final class BundleControl: Sendable {
  /// Bytes of output at which a source's bundle ends.
  public let outputBytes: Int
  /// Elements of a source at which its bundle ends.
  public let elements: Int
  /// The moment on the `now` clock, in nanoseconds, at which a source's bundle ends.
  public let deadline: Int64
  /// How many pieces a source should be cut into at the start.
  public let desiredSplits: Int
  /// The watermark of the stage's input when the bundle started, in milliseconds.
  public let inputWatermark: Int64
  private let now: @Sendable () -> Int64
  private let wallTime: @Sendable () -> Int64
  private let isStopping: @Sendable () -> Bool
  private let wasGivenUp: @Sendable () -> Bool
  private let signal: @Sendable (UInt64) -> Void

  /// Makes the control of one bundle.
  /// - Parameters:
  ///   - nanoseconds: how long a source's bundle may run.
  ///   - now: a monotonic clock, in nanoseconds.
  ///   - processingTime: processing time, in milliseconds since the Unix epoch.
  ///   - isStopping: whether the job is being stopped.
  ///   - wasGivenUp: whether nobody waits for the bundle any more: the job has failed, or was stopped and has waited enough, or
  ///     a bundle before it has failed, with which it will be repeated.
  ///   - wake: called by a source, from any thread, with the token that its residual waits for.
  public init(
    outputBytes: Int, elements: Int, nanoseconds: Int64, desiredSplits: Int, inputWatermark: Int64,
    now: @escaping @Sendable () -> Int64, processingTime: @escaping @Sendable () -> Int64,
    isStopping: @escaping @Sendable () -> Bool, wasGivenUp: @escaping @Sendable () -> Bool = { false },
    wake: @escaping @Sendable (UInt64) -> Void
  ) {
    self.outputBytes = outputBytes
    self.elements = elements
    self.desiredSplits = desiredSplits
    self.inputWatermark = inputWatermark
    self.now = now
    wallTime = processingTime
    self.isStopping = isStopping
    self.wasGivenUp = wasGivenUp
    signal = wake
    let (sum, isEndless) = now().addingReportingOverflow(nanoseconds)
    deadline = isEndless ? .max : sum
  }

  /// The control of an executor that has no bundle yet.
  package static var none: BundleControl {
    BundleControl(
      outputBytes: 0, elements: 0, nanoseconds: 0, desiredSplits: 1, inputWatermark: 0, now: { 0 },
      processingTime: { 0 }, isStopping: { true }, wake: { _ in })
  }

  /// Whether a source that has made so much should end its bundle now.
  package func shouldEnd(elements: Int, outputBytes: Int) -> Bool {
    elements >= self.elements || outputBytes >= self.outputBytes || now() >= deadline || isStopping()
  }

  /// Processing time now, in milliseconds since the Unix epoch.
  package var processingTime: Int64 { wallTime() }

  /// The clock of processing time, in milliseconds since the Unix epoch; it may be kept and read from any thread.
  package var clock: @Sendable () -> Int64 { wallTime }

  /// Whether the bundle is of no use any more.
  package var isAbandoned: Bool { wasGivenUp() }

  /// The function by which a source wakes what waits for its tokens; it may be kept and called from any thread.
  package var wake: @Sendable (UInt64) -> Void { signal }
}

/// A function still emitted, or waited, when nobody waited for its bundle any more.
public struct BundleAbandoned: Error, CustomStringConvertible {
  package init() {}

  /// What happened.
  public var description: String {
    "the bundle was given up: the job has ended, or was stopped and has waited long enough"
  }
}
