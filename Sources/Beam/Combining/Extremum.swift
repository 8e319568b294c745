public import Rows

/// Keeps the smallest or the largest value: `.min()`, `.max()`. Values are compared as in ``Top``.
public struct Extremum<Value: Comparable & Streamable & Sendable>: CombineFn {
  @usableFromInline let keepsLargest: Bool

  @usableFromInline init(keepsLargest: Bool) { self.keepsLargest = keepsLargest }

  /// No value yet.
  @inlinable public func makeAccumulator() -> Value? { nil }
  /// Takes the value if it is further out.
  @inlinable public func add(_ input: Value, to accumulator: inout Value?) {
    guard let known = accumulator else {
      accumulator = input
      return
    }
    if keepsLargest ? TotalOrder.isLess(known, input) : TotalOrder.isLess(input, known) { accumulator = input }
  }
  /// Takes the other's value if it is further out.
  @inlinable public func merge(_ other: Value?, into accumulator: inout Value?) {
    if let other { add(other, to: &accumulator) }
  }
  /// The value; nil where there was none.
  @inlinable public func extract(_ accumulator: Value?) -> Value? { accumulator }
}

extension CombineFn {
  /// The smallest value; nil where there is none.
  @inlinable public static func min<Value>() -> Self where Self == Extremum<Value> { Extremum(keepsLargest: false) }
  /// The largest value; nil where there is none.
  @inlinable public static func max<Value>() -> Self where Self == Extremum<Value> { Extremum(keepsLargest: true) }
}
