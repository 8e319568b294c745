public import Rows

/// Counts values: `.count()`.
public struct Count<Value: Streamable>: CombineFn {
  /// Makes it.
  @inlinable public init() {}
  /// 0.
  @inlinable public func makeAccumulator() -> Int { 0 }
  /// Adds one.
  @inlinable public func add(_ input: Value, to accumulator: inout Int) throws { try accumulator.addForSum(1) }
  /// Adds a count.
  @inlinable public func merge(_ other: Int, into accumulator: inout Int) throws { try accumulator.addForSum(other) }
  /// The count.
  @inlinable public func extract(_ accumulator: Int) -> Int { accumulator }
}

extension CombineFn {
  /// How many values there are.
  @inlinable public static func count<Value>() -> Self where Self == Count<Value> { Count() }
}
