public import Rows

/// Keeps the largest (or smallest) values, best first: `.top(10)`.
///
/// Values are compared by `<`. Of `Double` and `Float`, not-a-number is larger than every number, and -0.0 less than 0.0. A type
/// of yours whose `<` is no total order may give another result with each cut into bundles; of values that are neither less nor
/// larger than each other, any may be kept.
public struct Top<Value: Comparable & Streamable & Sendable>: CombineFn {
  /// How many are kept.
  public let count: Int
  @usableFromInline let keepsLargest: Bool

  /// Keeps so many values.
  @inlinable public init(_ count: Int, keepsLargest: Bool = true) {
    self.count = Swift.max(0, count)
    self.keepsLargest = keepsLargest
  }

  @inlinable func isBetter(_ a: Value, _ b: Value) -> Bool {
    keepsLargest ? TotalOrder.isLess(b, a) : TotalOrder.isLess(a, b)
  }

  /// No values.
  @inlinable public func makeAccumulator() -> [Value] { [] }

  /// Puts the value in its place, if it is among the best.
  @inlinable public func add(_ input: Value, to accumulator: inout [Value]) {
    if accumulator.count == count, let worst = accumulator.last, !isBetter(input, worst) { return }
    guard count > 0 else { return }
    var low = 0
    var high = accumulator.count
    while low < high {
      let middle = (low + high) / 2
      if isBetter(input, accumulator[middle]) { high = middle } else { low = middle + 1 }
    }
    if accumulator.count == count { accumulator.removeLast() }
    accumulator.insert(input, at: low)
  }

  /// Merges two lists of the best.
  @inlinable public func merge(_ other: [Value], into accumulator: inout [Value]) {
    for value in other { add(value, to: &accumulator) }
  }

  /// The best, best first.
  @inlinable public func extract(_ accumulator: [Value]) -> [Value] { accumulator }
}

extension CombineFn {
  /// The largest values, largest first.
  @inlinable public static func top<Value>(_ count: Int) -> Self where Self == Top<Value> { Top(count) }
  /// The smallest values, smallest first.
  @inlinable public static func bottom<Value>(_ count: Int) -> Self where Self == Top<Value> {
    Top(count, keepsLargest: false)
  }
}
