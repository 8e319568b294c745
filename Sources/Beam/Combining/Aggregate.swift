public import Rows

/// One of the figures that `group(by:).aggregate(…)` makes of each group: what is taken of an element, and how it is combined.
public struct Aggregate<Element, Function: CombineFn>: Sendable {
  @usableFromInline let function: Function
  @usableFromInline let input: @Sendable (Element) throws -> Function.Input

  /// Combines what is taken of each element.
  ///
  /// ```swift
  /// let largest = Aggregate(Top<Int>(3), of: { (visit: Visit) in visit.fileSizeBytes })
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

/// Two functions side by side, each over its part of a pair. More than two are pairs within pairs: a parameter pack would read
/// better, and costs twelve times as much for each element.
@usableFromInline
struct BothFunctions<First: CombineFn, Second: CombineFn>: CombineFn {
  @usableFromInline typealias Input = KV<First.Input, Second.Input>
  @usableFromInline typealias Accumulator = KV<First.Accumulator, Second.Accumulator>
  @usableFromInline typealias Output = KV<First.Output, Second.Output>

  @usableFromInline let first: First
  @usableFromInline let second: Second

  @inlinable init(_ first: First, _ second: Second) {
    self.first = first
    self.second = second
  }

  @inlinable @inline(__always)
  func makeAccumulator() -> Accumulator { KV(first.makeAccumulator(), second.makeAccumulator()) }

  @inlinable @inline(__always)
  func add(_ input: Input, to accumulator: inout Accumulator) throws {
    try first.add(input.key, to: &accumulator.key)
    do { try second.add(input.value, to: &accumulator.value) } catch { throw UnrepeatableFigure.instead(of: error) }
  }

  @inlinable @inline(__always)
  func merge(_ other: Accumulator, into accumulator: inout Accumulator) throws {
    try first.merge(other.key, into: &accumulator.key)
    do { try second.merge(other.value, into: &accumulator.value) } catch { throw UnrepeatableFigure.instead(of: error) }
  }

  @inlinable @inline(__always)
  func extract(_ accumulator: Accumulator) throws -> Output {
    KV(try first.extract(accumulator.key), try second.extract(accumulator.value))
  }
}

/// A figure's function asked to be tried again, when another figure had its value already: that one would count it twice.
public struct UnrepeatableFigure: Error, CustomStringConvertible {
  let cause: RetryableError

  /// What happened, and what to do.
  public var description: String {
    "\(cause); it is not tried again, since other figures of the group have their values: "
      + "make the function that throws a RetryableError the first, or use it with combinePerKey"
  }

  /// The error to throw where `error` was thrown.
  @usableFromInline @inline(never) static func instead(of error: any Error) -> any Error {
    (error as? RetryableError).map { UnrepeatableFigure(cause: $0) } ?? error
  }
}
