public import Rows

/// One of the figures that `group(by:).aggregate(…)` makes of each group: what is taken of an element, and how it is combined.
public struct Aggregate<Element, Function: CombineFn>: Sendable {
  @usableFromInline let function: Function
  @usableFromInline let input: @Sendable (Element) throws -> Function.Input

  /// Combines what is taken of each element.
  ///
  /// ```swift
  /// Aggregate(Top(3), of: \.duration)
  /// ```
  @inlinable
  public init(_ function: Function, of input: @escaping @Sendable (Element) throws -> Function.Input) {
    self.function = function
    self.input = input
  }
}

extension Aggregate {
  /// How many elements the group has.
  @inlinable @inline(__always)
  public static func count() -> Aggregate where Function == Count<Bool> { Aggregate(Count(), of: { _ in true }) }

  /// How many elements the group has for which a condition holds.
  @inlinable @inline(__always)
  public static func count(
    where isIncluded: @escaping @Sendable (Element) throws -> Bool
  ) -> Aggregate where Function == Sum<Int> { Aggregate(Sum(), of: { try isIncluded($0) ? 1 : 0 }) }

  /// The sum of a number of each element. Throws where it does not fit.
  @inlinable @inline(__always)
  public static func sum<Number>(
    _ number: @escaping @Sendable (Element) throws -> Number
  ) -> Aggregate where Function == Sum<Number> { Aggregate(Sum(), of: number) }

  /// The arithmetic mean of a number of each element; of integers it is exact.
  @inlinable @inline(__always)
  public static func mean<Number>(
    _ number: @escaping @Sendable (Element) throws -> Number
  ) -> Aggregate where Function == Mean<Number> { Aggregate(Mean(), of: number) }

  /// The smallest value of the group's elements; compared as in ``Top``.
  @inlinable @inline(__always)
  public static func min<Value>(
    _ value: @escaping @Sendable (Element) throws -> Value
  ) -> Aggregate where Function == Outermost<Value> { Aggregate(Outermost(keepsLargest: false), of: value) }

  /// The largest value of the group's elements; compared as in ``Top``.
  @inlinable @inline(__always)
  public static func max<Value>(
    _ value: @escaping @Sendable (Element) throws -> Value
  ) -> Aggregate where Function == Outermost<Value> { Aggregate(Outermost(keepsLargest: true), of: value) }

  /// The largest values of the group's elements, largest first; compared as in ``Top``.
  @inlinable @inline(__always)
  public static func top<Value>(
    _ count: Int, _ value: @escaping @Sendable (Element) throws -> Value
  ) -> Aggregate where Function == Top<Value> { Aggregate(Top(count), of: value) }
}

/// Keeps the smallest or the largest value of a group, which has at least one.
public struct Outermost<Value: Comparable & Streamable & Sendable>: CombineFn {
  @usableFromInline let extremum: Extremum<Value>

  @usableFromInline init(keepsLargest: Bool) { extremum = Extremum(keepsLargest: keepsLargest) }

  /// No value yet.
  @inlinable public func makeAccumulator() -> Value? { nil }
  /// Takes the value if it is further out.
  @inlinable public func add(_ input: Value, to accumulator: inout Value?) { extremum.add(input, to: &accumulator) }
  /// Takes the other's value if it is further out.
  @inlinable public func merge(_ other: Value?, into accumulator: inout Value?) {
    extremum.merge(other, into: &accumulator)
  }
  /// The value.
  @inlinable public func extract(_ accumulator: Value?) -> Value {
    guard let accumulator else { preconditionFailure("a group has at least one value") }
    return accumulator
  }
}

/// Several functions over the values of one pack each.
@usableFromInline
struct AggregateFn<each Function: CombineFn>: CombineFn {
  @usableFromInline typealias Input = ValuePack<repeat (each Function).Input>
  @usableFromInline typealias Accumulator = ValuePack<repeat (each Function).Accumulator>
  @usableFromInline typealias Output = ValuePack<repeat (each Function).Output>

  @usableFromInline let functions: (repeat each Function)

  @inlinable init(_ functions: repeat each Function) { self.functions = (repeat each functions) }

  @inlinable @inline(__always)
  func makeAccumulator() -> Accumulator { ValuePack(repeat (each functions).makeAccumulator()) }

  @inlinable @inline(__always)
  func add(_ input: Input, to accumulator: inout Accumulator) throws {
    accumulator.values = (repeat try Self.adding(each input.values, to: each accumulator.values, by: each functions))
  }

  @inlinable @inline(__always)
  static func adding<One: CombineFn>(
    _ input: One.Input, to accumulator: One.Accumulator, by function: One
  ) throws -> One.Accumulator {
    var accumulator = accumulator
    try function.add(input, to: &accumulator)
    return accumulator
  }

  @inlinable @inline(__always)
  func merge(_ other: Accumulator, into accumulator: inout Accumulator) throws {
    accumulator.values = (repeat try Self.merging(each other.values, into: each accumulator.values, by: each functions))
  }

  @inlinable @inline(__always)
  static func merging<One: CombineFn>(
    _ other: One.Accumulator, into accumulator: One.Accumulator, by function: One
  ) throws -> One.Accumulator {
    var accumulator = accumulator
    try function.merge(other, into: &accumulator)
    return accumulator
  }

  @inlinable @inline(__always)
  func extract(_ accumulator: Accumulator) throws -> Output {
    ValuePack(repeat try (each functions).extract(each accumulator.values))
  }
}
