public import Rows

/// A number that has a mean.
///
/// A type of yours says what it is as a `Double`, and is added up as that. Integers are added up exactly.
public protocol Averageable: Streamable, Sendable {
  /// What the numbers are added up in; `Double` where a type names nothing else.
  associatedtype Total: MeanTotal = Double
  /// The number as a Double.
  var doubleValue: Double { get }
  /// Adds the number to a sum.
  func add(to total: inout Total)
}

extension Averageable where Total == Double {
  /// Adds `doubleValue`.
  @inlinable public func add(to total: inout Double) { total += doubleValue }
}

extension Averageable where Self: FixedWidthInteger, Total == IntegerTotal {
  /// The number as the nearest Double.
  @inlinable public var doubleValue: Double { Double(self) }
  /// Adds the number exactly.
  @inlinable public func add(to total: inout IntegerTotal) { total.value &+= Int128(truncatingIfNeeded: self) }
}

extension Int: Averageable {
  /// An exact sum.
  public typealias Total = IntegerTotal
}
extension Int64: Averageable {
  /// An exact sum.
  public typealias Total = IntegerTotal
}
extension Int32: Averageable {
  /// An exact sum.
  public typealias Total = IntegerTotal
}
extension Double: Averageable {
  /// The number itself.
  @inlinable public var doubleValue: Double { self }
}

/// The mean of numbers: `.mean()`. That of integers is exact: the `Double` that is nearest to it.
public struct Mean<Number: Averageable>: CombineFn {
  /// Makes it.
  @inlinable public init() {}
  /// No sum of no numbers.
  @inlinable public func makeAccumulator() -> KV<Number.Total, Int> { KV(Number.Total(), 0) }
  /// Adds a number.
  @inlinable public func add(_ input: Number, to accumulator: inout KV<Number.Total, Int>) throws {
    input.add(to: &accumulator.key)
    try accumulator.value.addForSum(1)
  }
  /// Adds a sum.
  @inlinable public func merge(
    _ other: KV<Number.Total, Int>, into accumulator: inout KV<Number.Total, Int>
  ) throws {
    accumulator.key.add(other.key)
    try accumulator.value.addForSum(other.value)
  }
  /// The mean; not a number where there was none.
  @inlinable public func extract(_ accumulator: KV<Number.Total, Int>) -> Double {
    accumulator.value == 0 ? .nan : accumulator.key.divided(by: accumulator.value)
  }
}

extension CombineFn {
  /// The arithmetic mean.
  @inlinable public static func mean<Number>() -> Self where Self == Mean<Number> { Mean() }
}
