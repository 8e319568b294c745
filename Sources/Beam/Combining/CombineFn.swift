public import Rows

/// A function that combines many values into one. It must be associative, since values are combined in parts, before and after
/// the shuffle.
///
/// It is the counterpart of Beam's CombineFn. Accumulators are sent between stages, so they are elements themselves.
///
/// Within a `CombineFn`, `max` and `min` mean `.max()` and `.min()`; write `Swift.max(a, b)` for the standard library's
/// function.
///
/// An error that `add` or `merge` throws fails the job, and names the step and the key. A `RetryableError` is retried; the
/// accumulator must then be unchanged, because after the shuffle the call cannot be undone. For the same reason, other errors
/// are not retried after the shuffle, even if the job allows several attempts.
public protocol CombineFn<Input, Output>: Sendable {
  /// The type of the values that are combined.
  associatedtype Input: Streamable
  /// The type of intermediate results.
  associatedtype Accumulator: Streamable
  /// The type of the result.
  associatedtype Output: Streamable

  /// Returns the accumulator for no input.
  func makeAccumulator() -> Accumulator
  /// Adds an input to an accumulator.
  func add(_ input: Input, to accumulator: inout Accumulator) throws
  /// Adds all inputs of another accumulator to an accumulator.
  func merge(_ other: Accumulator, into accumulator: inout Accumulator) throws
  /// Returns the result for all inputs of an accumulator.
  func extract(_ accumulator: Accumulator) throws -> Output
  /// Whether there is no result without an input, as of a largest value. Such a function is refused where a pane can be empty. By
  /// default false.
  static var needsInput: Bool { get }
}

extension CombineFn {
  /// False: the function has a result for no input.
  public static var needsInput: Bool { false }
}
