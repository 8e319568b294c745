public import Rows

/// Keeps the largest or the smallest values, best first: `.top(10)`, `.bottom(10)`.
///
/// Values are compared by `<`. For `Double` and `Float`, NaN is larger than every number, and -0.0 is less than 0.0. If the
/// `<` of your own type is not a total order, the result may depend on how elements are bundled. Of values that are neither
/// less nor greater than each other, any may be kept.
public struct Top<Value: Comparable & Streamable & Sendable>: CombineFn {
  /// The number of values to keep.
  public let count: Int
  @usableFromInline let keepsLargest: Bool

  /// Creates a function that keeps `count` values; none if `count` is negative.
  @inlinable public init(_ count: Int, keepsLargest: Bool = true) {
    self.count = Swift.max(0, count)
    self.keepsLargest = keepsLargest
  }

  /// Whether a value precedes another one in the result.
  @inlinable func isBetter(_ a: Value, _ b: Value) -> Bool {
    keepsLargest ? TotalOrder.isLess(b, a) : TotalOrder.isLess(a, b)
  }

  /// Returns an empty list.
  @inlinable public func makeAccumulator() -> [Value] { [] }

  /// Inserts the value if it is among the best.
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

  /// Merges another list of the best values.
  @inlinable public func merge(_ other: [Value], into accumulator: inout [Value]) {
    for value in other { add(value, to: &accumulator) }
  }

  /// Returns the best values, best first.
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
