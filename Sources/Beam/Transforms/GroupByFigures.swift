public import Rows

// Swift 6.3 refuses a closure after a leading dot in a parameter pack, as in `.sum { $0.bytes }`. These forms take it, for up to
// six figures; see decision 50.

extension GroupedBy {
  /// One figure of each group and window. See the form that takes any number.
  @inlinable @inline(__always)
  public func aggregate<A: CombineFn, Result: Streamable>(
    _ a: Aggregate<Element, A>, name: String? = nil,
    result: @escaping @Sendable (Key, A.Output) throws -> Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    aggregated(name, a, result: result, file: file, line: line)
  }

  /// Two figures of each group and window. See the form that takes any number.
  @inlinable @inline(__always)
  public func aggregate<A: CombineFn, B: CombineFn, Result: Streamable>(
    _ a: Aggregate<Element, A>, _ b: Aggregate<Element, B>,
    name: String? = nil,
    result: @escaping @Sendable (Key, A.Output, B.Output) throws -> Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    aggregated(name, a, b, result: result, file: file, line: line)
  }

  /// Three figures of each group and window. See the form that takes any number.
  @inlinable @inline(__always)
  public func aggregate<A: CombineFn, B: CombineFn, C: CombineFn, Result: Streamable>(
    _ a: Aggregate<Element, A>, _ b: Aggregate<Element, B>, _ c: Aggregate<Element, C>,
    name: String? = nil,
    result: @escaping @Sendable (Key, A.Output, B.Output, C.Output) throws -> Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    aggregated(name, a, b, c, result: result, file: file, line: line)
  }

  /// Four figures of each group and window. See the form that takes any number.
  @inlinable @inline(__always)
  public func aggregate<A: CombineFn, B: CombineFn, C: CombineFn, D: CombineFn, Result: Streamable>(
    _ a: Aggregate<Element, A>, _ b: Aggregate<Element, B>, _ c: Aggregate<Element, C>,
    _ d: Aggregate<Element, D>,
    name: String? = nil,
    result: @escaping @Sendable (Key, A.Output, B.Output, C.Output, D.Output) throws -> Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    aggregated(name, a, b, c, d, result: result, file: file, line: line)
  }

  /// Five figures of each group and window. See the form that takes any number.
  @inlinable @inline(__always)
  public func aggregate<A: CombineFn, B: CombineFn, C: CombineFn, D: CombineFn, E: CombineFn, Result: Streamable>(
    _ a: Aggregate<Element, A>, _ b: Aggregate<Element, B>, _ c: Aggregate<Element, C>,
    _ d: Aggregate<Element, D>, _ e: Aggregate<Element, E>,
    name: String? = nil,
    result: @escaping @Sendable (Key, A.Output, B.Output, C.Output, D.Output, E.Output) throws -> Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    aggregated(name, a, b, c, d, e, result: result, file: file, line: line)
  }

  /// Six figures of each group and window. See the form that takes any number.
  @inlinable @inline(__always)
  public func aggregate<
    A: CombineFn, B: CombineFn, C: CombineFn, D: CombineFn, E: CombineFn, F: CombineFn, Result: Streamable
  >(
    _ a: Aggregate<Element, A>, _ b: Aggregate<Element, B>, _ c: Aggregate<Element, C>,
    _ d: Aggregate<Element, D>, _ e: Aggregate<Element, E>, _ f: Aggregate<Element, F>,
    name: String? = nil,
    result: @escaping @Sendable (Key, A.Output, B.Output, C.Output, D.Output, E.Output, F.Output) throws -> Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    aggregated(name, a, b, c, d, e, f, result: result, file: file, line: line)
  }
}
