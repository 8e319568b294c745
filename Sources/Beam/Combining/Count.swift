public import Rows

/// Counts values: `.count()`.
public struct Count<Value: Streamable>: CombineFn {
  /// Creates a count of values.
  @inlinable public init() {}
  /// Returns a count of zero.
  @inlinable public func makeAccumulator() -> Int { 0 }
  /// Adds one to the count.
  @inlinable public func add(_ input: Value, to accumulator: inout Int) throws { try accumulator.addForSum(1) }
  /// Adds another count.
  @inlinable public func merge(_ other: Int, into accumulator: inout Int) throws { try accumulator.addForSum(other) }
  /// Returns the count.
  @inlinable public func extract(_ accumulator: Int) -> Int { accumulator }
}

extension CombineFn {
  /// The number of values.
  @inlinable public static func count<Value>() -> Self where Self == Count<Value> { Count() }
}
