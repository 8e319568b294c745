public import Rows

/// A way to combine many values into one: associative, so that it may happen in parts, before and after the shuffle.
///
/// Source: Beam's CombineFn; the accumulator travels, so it is an element type itself.
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
