public import Rows

/// An aggregate that `group(by:).aggregate(…)` computes for each group: an input taken from each element, and a function that
/// combines the inputs.
public struct Aggregate<Element, Function: CombineFn>: Sendable {
  @usableFromInline let function: Function
  @usableFromInline let input: @Sendable (Element) throws -> Function.Input

  /// Creates an aggregate from a function and its input.
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
  /// Both aggregates as one, whose result is a pair.
  @inlinable @inline(__always)
  func and<Other: CombineFn>(_ other: Aggregate<Element, Other>) -> Aggregate<Element, BothFunctions<Function, Other>> {
    Aggregate<Element, BothFunctions<Function, Other>>(
      BothFunctions(function, other.function),
      of: { [input, next = other.input] in
        KV(try input($0), try next($0))
      })
  }
}

extension Aggregate {
  /// The number of elements in the group.
  @inlinable @inline(__always)
  public static func count() -> Aggregate where Function == Count<Bool> { Aggregate(Count(), of: { _ in true }) }

  /// The number of elements in the group for which a condition holds.
  @inlinable @inline(__always)
  public static func count(
    where isIncluded: @escaping @Sendable (Element) throws -> Bool
  ) -> Aggregate where Function == Sum<Int> { Aggregate(Sum(), of: { try isIncluded($0) ? 1 : 0 }) }

  /// The sum of a number per element. A sum that its type cannot hold fails the step with `SumOverflow`.
  @inlinable @inline(__always)
  public static func sum<Number>(
    _ number: @escaping @Sendable (Element) throws -> Number
  ) -> Aggregate where Function == Sum<Number> { Aggregate(Sum(), of: number) }

  /// The arithmetic mean of a number per element. The mean of integers is the `Double` nearest to the exact mean.
  @inlinable @inline(__always)
  public static func mean<Number>(
    _ number: @escaping @Sendable (Element) throws -> Number
  ) -> Aggregate where Function == Mean<Number> { Aggregate(Mean(), of: number) }

  /// The smallest of the elements' values, which are compared as in ``Top``.
  @inlinable @inline(__always)
  public static func min<Value>(
    _ value: @escaping @Sendable (Element) throws -> Value
  ) -> Aggregate where Function == Outermost<Value> { Aggregate(Outermost(keepsLargest: false), of: value) }

  /// The largest of the elements' values, which are compared as in ``Top``.
  @inlinable @inline(__always)
  public static func max<Value>(
    _ value: @escaping @Sendable (Element) throws -> Value
  ) -> Aggregate where Function == Outermost<Value> { Aggregate(Outermost(keepsLargest: true), of: value) }

  /// The largest of the elements' values, largest first. They are compared as in ``Top``.
  @inlinable @inline(__always)
  public static func top<Value>(
    _ count: Int, _ value: @escaping @Sendable (Element) throws -> Value
  ) -> Aggregate where Function == Top<Value> { Aggregate(Top(count), of: value) }
}

/// Combines the values of a group to the smallest or the largest. Unlike `Extremum`, its result is not optional, since a group
/// has at least one value unless its pane is empty.
public struct Outermost<Value: Comparable & Streamable & Sendable>: CombineFn {
  @usableFromInline let extremum: Extremum<Value>

  @usableFromInline init(keepsLargest: Bool) { extremum = Extremum(keepsLargest: keepsLargest) }

  /// True: no value is the smallest or the largest of none.
  public static var needsInput: Bool { true }

  /// Returns nil: there is no value yet.
  @inlinable public func makeAccumulator() -> Value? { nil }
  /// Keeps the more extreme of the input and the value so far.
  @inlinable public func add(_ input: Value, to accumulator: inout Value?) { extremum.add(input, to: &accumulator) }
  /// Keeps the more extreme of both values.
  @inlinable public func merge(_ other: Value?, into accumulator: inout Value?) {
    extremum.merge(other, into: &accumulator)
  }
  /// Returns the smallest or largest value.
  /// - Throws: ``EmptyPane`` if there is none.
  @inlinable public func extract(_ accumulator: Value?) throws -> Value {
    guard let accumulator else { throw EmptyPane() }
    return accumulator
  }
}

/// A pane without elements has no smallest or largest value. A window that fires early can have one at its end.
public struct EmptyPane: Error, CustomStringConvertible {
  @usableFromInline init() {}

  /// What happened, and what to do.
  public var description: String {
    "a pane without elements has no smallest or largest value: give windowed(…) onTimeBehavior: .fireIfNonEmpty, or "
      + "accumulation: .accumulating, or use combinePerKey with .min() or .max(), whose result is optional"
  }
}

/// Two functions, each over its part of a pair. More functions are nested pairs: a parameter pack would be more readable, but
/// takes twelve times as long per element.
@usableFromInline
struct BothFunctions<First: CombineFn, Second: CombineFn>: CombineFn {
  @usableFromInline typealias Input = KV<First.Input, Second.Input>
  @usableFromInline typealias Accumulator = KV<First.Accumulator, Second.Accumulator>
  @usableFromInline typealias Output = KV<First.Output, Second.Output>

  @usableFromInline let first: First
  @usableFromInline let second: Second

  @usableFromInline static var needsInput: Bool { First.needsInput || Second.needsInput }

  @inlinable init(_ first: First, _ second: Second) {
    self.first = first
    self.second = second
  }

  @inlinable @inline(__always)
  func makeAccumulator() -> Accumulator { KV(first.makeAccumulator(), second.makeAccumulator()) }

  @inlinable @inline(__always)
  func add(_ input: Input, to accumulator: inout Accumulator) throws {
    try first.add(input.key, to: &accumulator.key)
    do { try second.add(input.value, to: &accumulator.value) } catch {
      throw UnrepeatableAggregate.instead(of: error)
    }
  }

  @inlinable @inline(__always)
  func merge(_ other: Accumulator, into accumulator: inout Accumulator) throws {
    try first.merge(other.key, into: &accumulator.key)
    do { try second.merge(other.value, into: &accumulator.value) } catch {
      throw UnrepeatableAggregate.instead(of: error)
    }
  }

  @inlinable @inline(__always)
  func extract(_ accumulator: Accumulator) throws -> Output {
    KV(try first.extract(accumulator.key), try second.extract(accumulator.value))
  }
}

/// An aggregate's function threw a `RetryableError` after another aggregate of the group had added the element. A retry would
/// add it twice there.
public struct UnrepeatableAggregate: Error, CustomStringConvertible {
  let cause: RetryableError

  /// The cause, and what to do.
  public var description: String {
    "\(cause); this cannot be retried, since other aggregates of the group have added the element already: "
      + "make the aggregate that throws a RetryableError the first one, or use its function with combinePerKey"
  }

  /// Returns the error to throw in place of `error`, which a function after the first has thrown.
  @usableFromInline @inline(never) static func instead(of error: any Error) -> any Error {
    (error as? RetryableError).map { UnrepeatableAggregate(cause: $0) } ?? error
  }
}
