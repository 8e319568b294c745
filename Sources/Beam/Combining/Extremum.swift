public import Rows

/// Keeps the smallest or the largest value: `.min()`, `.max()`. Values are compared as in ``Top``.
public struct Extremum<Value: Comparable & Streamable & Sendable>: CombineFn {
  @usableFromInline let keepsLargest: Bool

  @usableFromInline init(keepsLargest: Bool) { self.keepsLargest = keepsLargest }

  /// Returns nil: there is no value yet.
  @inlinable public func makeAccumulator() -> Value? { nil }
  /// Keeps the more extreme of the input and the value so far.
  @inlinable public func add(_ input: Value, to accumulator: inout Value?) {
    guard let known = accumulator else {
      accumulator = input
      return
    }
    if keepsLargest ? TotalOrder.isLess(known, input) : TotalOrder.isLess(input, known) { accumulator = input }
  }
  /// Keeps the more extreme of both values.
  @inlinable public func merge(_ other: Value?, into accumulator: inout Value?) {
    if let other { add(other, to: &accumulator) }
  }
  /// Returns the smallest or largest value; nil if there was no input.
  @inlinable public func extract(_ accumulator: Value?) -> Value? { accumulator }
}

extension CombineFn {
  /// The smallest value; nil if there is none.
  @inlinable public static func min<Value>() -> Self where Self == Extremum<Value> { Extremum(keepsLargest: false) }
  /// The largest value; nil if there is none.
  @inlinable public static func max<Value>() -> Self where Self == Extremum<Value> { Extremum(keepsLargest: true) }
}
