/// Adds numbers: `.sum()`.
public struct Sum<Number: Summable>: CombineFn {
  /// Makes it.
  @inlinable public init() {}
  /// Zero.
  @inlinable public func makeAccumulator() -> Number { .zero }
  /// Adds a number; throws where the sum does not fit.
  @inlinable public func add(_ input: Number, to accumulator: inout Number) throws { try accumulator.addForSum(input) }
  /// Adds a sum; throws where the sum of both does not fit.
  @inlinable public func merge(_ other: Number, into accumulator: inout Number) throws {
    try accumulator.addForSum(other)
  }
  /// The sum.
  @inlinable public func extract(_ accumulator: Number) -> Number { accumulator }
}

extension CombineFn {
  /// The sum of the values: `numbers.combinePerKey(.sum())`.
  @inlinable public static func sum<Number>() -> Self where Self == Sum<Number> { Sum() }
}
