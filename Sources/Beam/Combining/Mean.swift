public import Rows

/// A number that has a mean.
public protocol Averageable: Streamable, Sendable {
  /// The number as a Double.
  var doubleValue: Double { get }
}

extension Int: Averageable {
  /// The number as a Double.
  @inlinable public var doubleValue: Double { Double(self) }
}
extension Int64: Averageable {
  /// The number as a Double.
  @inlinable public var doubleValue: Double { Double(self) }
}
extension Int32: Averageable {
  /// The number as a Double.
  @inlinable public var doubleValue: Double { Double(self) }
}
extension Double: Averageable {
  /// The number itself.
  @inlinable public var doubleValue: Double { self }
}

/// The mean of numbers: `.mean()`.
public struct Mean<Number: Averageable>: CombineFn {
  /// Makes it.
  @inlinable public init() {}
  /// No sum of no numbers.
  @inlinable public func makeAccumulator() -> KV<Double, Int> { KV(0, 0) }
  /// Adds a number.
  @inlinable public func add(_ input: Number, to accumulator: inout KV<Double, Int>) throws {
    accumulator.key += input.doubleValue
    try accumulator.value.addForSum(1)
  }
  /// Adds a sum.
  @inlinable public func merge(_ other: KV<Double, Int>, into accumulator: inout KV<Double, Int>) throws {
    accumulator.key += other.key
    try accumulator.value.addForSum(other.value)
  }
  /// The mean; not a number where there was none.
  @inlinable public func extract(_ accumulator: KV<Double, Int>) -> Double {
    accumulator.value == 0 ? .nan : accumulator.key / Double(accumulator.value)
  }
}

extension CombineFn {
  /// The arithmetic mean.
  @inlinable public static func mean<Number>() -> Self where Self == Mean<Number> { Mean() }
}
