/// The runner's control of a running bundle: its limits, whether it should end, and how its source wakes it.
public final class BundleControl: Sendable {
  /// The output at which a source's bundle ends, in bytes.
  public let outputBytes: Int
  /// The number of emitted elements at which a source's bundle ends.
  public let elements: Int
  /// The time at which a source's bundle ends, in nanoseconds on the `now` clock.
  public let deadline: Int64
  /// How many pieces a source's work should be split into before it begins.
  public let desiredSplits: Int
  /// The watermark of the stage's input when the bundle started, in milliseconds.
  public let inputWatermark: Int64
  private let timerDeadline: Int64
  private let now: @Sendable () -> Int64
  private let wallTime: @Sendable () -> Int64
  private let isStopping: @Sendable () -> Bool
  private let wasGivenUp: @Sendable () -> Bool
  private let signal: @Sendable (UInt64) -> Void
  private let pause: @Sendable (Int64) -> Void

  /// Creates the control of one bundle.
  /// - Parameters:
  ///   - outputBytes: the output at which a source's bundle ends, in bytes.
  ///   - elements: the number of emitted elements at which a source's bundle ends.
  ///   - nanoseconds: how long a source's bundle may run.
  ///   - desiredSplits: how many pieces a source's work should be split into before it begins.
  ///   - inputWatermark: the watermark of the stage's input when the bundle starts, in milliseconds.
  ///   - now: a monotonic clock, in nanoseconds.
  ///   - processingTime: processing time, in milliseconds since the Unix epoch.
  ///   - isStopping: whether the job is being stopped.
  ///   - wasGivenUp: whether the bundle's result is no longer needed: the job has failed, or was stopped and its grace period
  ///     is over, or an earlier bundle has failed and both will be repeated.
  ///   - pause: waits until a processing time, in milliseconds, or for a part of the time until then.
  ///   - wake: called by a source, from any thread, with the token that its residual waits for.
  public init(
    outputBytes: Int, elements: Int, nanoseconds: Int64, desiredSplits: Int, inputWatermark: Int64,
    now: @escaping @Sendable () -> Int64, processingTime: @escaping @Sendable () -> Int64,
    isStopping: @escaping @Sendable () -> Bool, wasGivenUp: @escaping @Sendable () -> Bool = { false },
    pause: @escaping @Sendable (_ until: Int64) -> Void = { _ in }, wake: @escaping @Sendable (UInt64) -> Void
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
    self.pause = pause
    let (sum, isEndless) = now().addingReportingOverflow(nanoseconds)
    deadline = isEndless ? .max : sum
    let (later, isLaterEndless) = deadline.addingReportingOverflow(nanoseconds)
    timerDeadline = isLaterEndless ? .max : later
  }

  /// The control of an executor that runs no bundle.
  package static var none: BundleControl {
    BundleControl(
      outputBytes: 0, elements: 0, nanoseconds: 0, desiredSplits: 1, inputWatermark: 0, now: { 0 },
      processingTime: { 0 }, isStopping: { true }, wake: { _ in })
  }

  /// Whether a source should end its bundle now.
  /// - Parameters:
  ///   - elements: the number of elements that it has emitted.
  ///   - outputBytes: the output of the bundle so far, in bytes.
  package func shouldEnd(elements: Int, outputBytes: Int) -> Bool {
    elements >= self.elements || outputBytes >= self.outputBytes || now() >= deadline || isStopping()
  }

  /// Whether a bundle should make no more calls for timers. After its elements, it may take as long, and emit as much, again.
  /// - Parameter outputBytes: the output of the bundle so far, in bytes.
  package func shouldEndTimers(outputBytes: Int) -> Bool {
    outputBytes / 2 >= self.outputBytes || now() >= timerDeadline || isStopping()
  }

  /// The current processing time, in milliseconds since the Unix epoch.
  package var processingTime: Int64 { wallTime() }

  /// The clock of processing time, in milliseconds since the Unix epoch. It may be stored and called from any thread.
  package var clock: @Sendable () -> Int64 { wallTime }

  /// Whether the bundle's result is no longer needed.
  package var isAbandoned: Bool { wasGivenUp() }

  /// Waits until a processing time, in milliseconds since the Unix epoch.
  /// - Throws: `BundleAbandoned` if the bundle's result is no longer needed.
  package func wait(until time: Int64) throws {
    while processingTime < time {
      if isAbandoned { throw BundleAbandoned() }
      pause(time)
    }
  }

  /// Wakes the restriction that waits for a token. It may be stored and called from any thread.
  package var wake: @Sendable (UInt64) -> Void { signal }
}

/// A function emitted, or waited, after its bundle had been abandoned.
public struct BundleAbandoned: Error, CustomStringConvertible {
  package init() {}

  /// Why the bundle was abandoned.
  public var description: String {
    "the bundle was abandoned: the job has ended, or was stopped and its grace period is over"
  }
}
