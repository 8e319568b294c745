public import Rows

/// Adds numbers: `.sum()`.
public struct Sum<Number: AdditiveArithmetic & Streamable & Sendable>: CombineFn {
  /// Makes it.
  @inlinable public init() {}
  /// Zero.
  @inlinable public func makeAccumulator() -> Number { .zero }
  /// Adds a number. Integers that do not fit stop the program, as `+` does.
  @inlinable public func add(_ input: Number, to accumulator: inout Number) { accumulator += input }
  /// Adds a sum.
  @inlinable public func merge(_ other: Number, into accumulator: inout Number) { accumulator += other }
  /// The sum.
  @inlinable public func extract(_ accumulator: Number) -> Number { accumulator }
}

extension CombineFn {
  /// The sum of the values: `numbers.combinePerKey(.sum())`.
  @inlinable public static func sum<Number>() -> Self where Self == Sum<Number> { Sum() }
}
