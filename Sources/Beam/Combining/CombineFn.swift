public import Rows

/// A way to combine many values into one: associative, so that it may happen in parts, before and after the shuffle.
///
/// Source: Beam's CombineFn; the accumulator travels, so it is an element type itself.
///
/// Within a `CombineFn`, `max` and `min` mean `.max()` and `.min()`: write `Swift.max(a, b)`.
///
/// What `add` or `merge` throws fails the job, naming the step and the key. A `RetryableError` is tried again: the
/// accumulator must then be as it was before the call, since after the shuffle nothing else can be undone. For the same
/// reason other errors are not tried again there, whatever number of attempts the job allows.
public protocol CombineFn<Input, Output>: Sendable {
  /// What is combined.
  associatedtype Input: Streamable
  /// What is known after some inputs.
  associatedtype Accumulator: Streamable
  /// The result.
  associatedtype Output: Streamable

  /// The accumulator of no input.
  func makeAccumulator() -> Accumulator
  /// Adds an input.
  func add(_ input: Input, to accumulator: inout Accumulator) throws
  /// Adds all that another accumulator has seen.
  func merge(_ other: Accumulator, into accumulator: inout Accumulator) throws
  /// The result of all inputs.
  func extract(_ accumulator: Accumulator) throws -> Output
}
