public import Rows

// One overload for each number of aggregates; decision 50 gives the reason.

extension GroupedBy {
  /// Computes one aggregate of each group and window, and maps the key and the aggregate to a result.
  ///
  /// There are overloads for up to eight aggregates:
  /// ```swift
  /// let pages = visits.group(by: \.httpRequest)
  ///   .aggregate(.count(), .count { $0.httpResponse >= 500 }, .sum(\.fileSizeBytes)) { page, visits, errors, bytes in
  ///     "\(page): \(visits) visits, \(errors) errors, \(bytes) bytes"
  ///   }
  /// ```
  /// The aggregates are combined before the shuffle, as in `combinePerKey`.
  /// - Parameters:
  ///   - a: the aggregate.
  ///   - name: the step's name; by default `Aggregate` with an ordinal.
  ///   - result: maps the key and the aggregates, in their order, to a result.
  @inlinable @inline(__always)
  public func aggregate<A: CombineFn, Result: Streamable>(
    _ a: Aggregate<Element, A>, name: String? = nil,
    result: @escaping @Sendable (Key, A.Output) throws -> Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    aggregates(a, name, file, line) { key, values in
      try result(key, values)
    }
  }

  /// Computes two aggregates of each group and window, and maps the key and the aggregates to a result.
  @inlinable @inline(__always)
  public func aggregate<A: CombineFn, B: CombineFn, Result: Streamable>(
    _ a: Aggregate<Element, A>, _ b: Aggregate<Element, B>, name: String? = nil,
    result: @escaping @Sendable (Key, A.Output, B.Output) throws -> Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    aggregates(a.and(b), name, file, line) { key, values in
      try result(key, values.key, values.value)
    }
  }

  /// Computes three aggregates of each group and window, and maps the key and the aggregates to a result.
  @inlinable @inline(__always)
  public func aggregate<A: CombineFn, B: CombineFn, C: CombineFn, Result: Streamable>(
    _ a: Aggregate<Element, A>, _ b: Aggregate<Element, B>, _ c: Aggregate<Element, C>, name: String? = nil,
    result: @escaping @Sendable (Key, A.Output, B.Output, C.Output) throws -> Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    aggregates(a.and(b.and(c)), name, file, line) { key, values in
      try result(key, values.key, values.value.key, values.value.value)
    }
  }

  /// Computes four aggregates of each group and window, and maps the key and the aggregates to a result.
  @inlinable @inline(__always)
  public func aggregate<A: CombineFn, B: CombineFn, C: CombineFn, D: CombineFn, Result: Streamable>(
    _ a: Aggregate<Element, A>, _ b: Aggregate<Element, B>, _ c: Aggregate<Element, C>, _ d: Aggregate<Element, D>,
    name: String? = nil,
    result: @escaping @Sendable (Key, A.Output, B.Output, C.Output, D.Output) throws -> Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    aggregates(a.and(b.and(c.and(d))), name, file, line) { key, values in
      try result(key, values.key, values.value.key, values.value.value.key, values.value.value.value)
    }
  }

  /// Computes five aggregates of each group and window, and maps the key and the aggregates to a result.
  @inlinable @inline(__always)
  public func aggregate<A: CombineFn, B: CombineFn, C: CombineFn, D: CombineFn, E: CombineFn, Result: Streamable>(
    _ a: Aggregate<Element, A>, _ b: Aggregate<Element, B>, _ c: Aggregate<Element, C>, _ d: Aggregate<Element, D>,
    _ e: Aggregate<Element, E>, name: String? = nil,
    result: @escaping @Sendable (Key, A.Output, B.Output, C.Output, D.Output, E.Output) throws -> Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    aggregates(a.and(b.and(c.and(d.and(e)))), name, file, line) { key, values in
      try result(
        key, values.key, values.value.key, values.value.value.key, values.value.value.value.key,
        values.value.value.value.value)
    }
  }

  /// Computes six aggregates of each group and window, and maps the key and the aggregates to a result.
  @inlinable @inline(__always)
  public func aggregate<
    A: CombineFn, B: CombineFn, C: CombineFn, D: CombineFn, E: CombineFn, F: CombineFn, Result: Streamable
  >(
    _ a: Aggregate<Element, A>, _ b: Aggregate<Element, B>, _ c: Aggregate<Element, C>, _ d: Aggregate<Element, D>,
    _ e: Aggregate<Element, E>, _ f: Aggregate<Element, F>, name: String? = nil,
    result: @escaping @Sendable (Key, A.Output, B.Output, C.Output, D.Output, E.Output, F.Output) throws -> Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    aggregates(a.and(b.and(c.and(d.and(e.and(f))))), name, file, line) { key, values in
      try result(
        key, values.key, values.value.key, values.value.value.key, values.value.value.value.key,
        values.value.value.value.value.key, values.value.value.value.value.value)
    }
  }

  /// Computes seven aggregates of each group and window, and maps the key and the aggregates to a result.
  @inlinable @inline(__always)
  public func aggregate<
    A: CombineFn, B: CombineFn, C: CombineFn, D: CombineFn, E: CombineFn, F: CombineFn, G: CombineFn,
    Result: Streamable
  >(
    _ a: Aggregate<Element, A>, _ b: Aggregate<Element, B>, _ c: Aggregate<Element, C>, _ d: Aggregate<Element, D>,
    _ e: Aggregate<Element, E>, _ f: Aggregate<Element, F>, _ g: Aggregate<Element, G>, name: String? = nil,
    result:
      @escaping @Sendable (
        Key, A.Output, B.Output, C.Output, D.Output, E.Output, F.Output, G.Output
      ) throws -> Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    aggregates(a.and(b.and(c.and(d.and(e.and(f.and(g)))))), name, file, line) { key, values in
      try result(
        key, values.key, values.value.key, values.value.value.key, values.value.value.value.key,
        values.value.value.value.value.key, values.value.value.value.value.value.key,
        values.value.value.value.value.value.value)
    }
  }

  /// Computes eight aggregates of each group and window, and maps the key and the aggregates to a result.
  @inlinable @inline(__always)
  public func aggregate<
    A: CombineFn, B: CombineFn, C: CombineFn, D: CombineFn, E: CombineFn, F: CombineFn, G: CombineFn, H: CombineFn,
    Result: Streamable
  >(
    _ a: Aggregate<Element, A>, _ b: Aggregate<Element, B>, _ c: Aggregate<Element, C>, _ d: Aggregate<Element, D>,
    _ e: Aggregate<Element, E>, _ f: Aggregate<Element, F>, _ g: Aggregate<Element, G>, _ h: Aggregate<Element, H>,
    name: String? = nil,
    result:
      @escaping @Sendable (
        Key, A.Output, B.Output, C.Output, D.Output, E.Output, F.Output, G.Output, H.Output
      ) throws -> Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    aggregates(a.and(b.and(c.and(d.and(e.and(f.and(g.and(h))))))), name, file, line) { key, values in
      try result(
        key, values.key, values.value.key, values.value.value.key, values.value.value.value.key,
        values.value.value.value.value.key, values.value.value.value.value.value.key,
        values.value.value.value.value.value.value.key, values.value.value.value.value.value.value.value)
    }
  }
}
