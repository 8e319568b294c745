/// Sums numbers: `.sum()`.
public struct Sum<Number: Summable>: CombineFn {
  /// Creates a sum of numbers.
  @inlinable public init() {}
  /// Returns a sum of zero.
  @inlinable public func makeAccumulator() -> Number { .zero }
  /// Adds a number.
  /// - Throws: `SumOverflow` if the sum does not fit its type.
  @inlinable public func add(_ input: Number, to accumulator: inout Number) throws { try accumulator.addForSum(input) }
  /// Adds another sum.
  /// - Throws: `SumOverflow` if the sum does not fit its type.
  @inlinable public func merge(_ other: Number, into accumulator: inout Number) throws {
    try accumulator.addForSum(other)
  }
  /// Returns the sum.
  @inlinable public func extract(_ accumulator: Number) -> Number { accumulator }
}

extension CombineFn {
  /// The sum of the values: `numbers.combinePerKey(.sum())`.
  @inlinable public static func sum<Number>() -> Self where Self == Sum<Number> { Sum() }
}
