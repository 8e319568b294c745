public import Rows

/// A number whose mean can be computed.
///
/// Your own type provides its value as a `Double`, and is summed as that. Integers are summed exactly.
public protocol Averageable: Streamable, Sendable {
  /// The type of the sum; by default `Double`.
  associatedtype Total: MeanTotal = Double
  /// The number as a `Double`.
  var doubleValue: Double { get }
  /// Adds the number to a sum.
  func add(to total: inout Total)
}

extension Averageable where Total == Double {
  /// Adds `doubleValue` to a sum.
  @inlinable public func add(to total: inout Double) { total += doubleValue }
}

extension Averageable where Self: FixedWidthInteger, Total == IntegerTotal {
  /// The `Double` nearest to the number.
  @inlinable public var doubleValue: Double { Double(self) }
  /// Adds the number to a sum, exactly.
  @inlinable public func add(to total: inout IntegerTotal) { total.value &+= Int128(truncatingIfNeeded: self) }
}

extension Int: Averageable {
  /// An exact sum of integers.
  public typealias Total = IntegerTotal
}
extension Int64: Averageable {
  /// An exact sum of integers.
  public typealias Total = IntegerTotal
}
extension Int32: Averageable {
  /// An exact sum of integers.
  public typealias Total = IntegerTotal
}
extension Double: Averageable {
  /// The number itself.
  @inlinable public var doubleValue: Double { self }
}

/// The arithmetic mean of numbers: `.mean()`. The mean of integers is the `Double` nearest to the exact mean.
public struct Mean<Number: Averageable>: CombineFn {
  /// Creates a mean of numbers.
  @inlinable public init() {}
  /// Returns a sum and a count of zero.
  @inlinable public func makeAccumulator() -> KV<Number.Total, Int> { KV(Number.Total(), 0) }
  /// Adds a number, and counts it.
  @inlinable public func add(_ input: Number, to accumulator: inout KV<Number.Total, Int>) throws {
    input.add(to: &accumulator.key)
    try accumulator.value.addForSum(1)
  }
  /// Adds another sum and count.
  @inlinable public func merge(
    _ other: KV<Number.Total, Int>, into accumulator: inout KV<Number.Total, Int>
  ) throws {
    accumulator.key.add(other.key)
    try accumulator.value.addForSum(other.value)
  }
  /// Returns the mean; NaN if there was no number.
  @inlinable public func extract(_ accumulator: KV<Number.Total, Int>) -> Double {
    accumulator.value == 0 ? .nan : accumulator.key.divided(by: accumulator.value)
  }
}

extension CombineFn {
  /// The arithmetic mean of the values.
  @inlinable public static func mean<Number>() -> Self where Self == Mean<Number> { Mean() }
}
