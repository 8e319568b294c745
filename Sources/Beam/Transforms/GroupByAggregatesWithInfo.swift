public import Rows

// The forms of `aggregate` whose closure also takes the window: one for each number of aggregates, as without it.

extension GroupedBy {
  /// Computes one aggregate of each group and window, and maps the key, the aggregate, and the group's window to a result.
  ///
  /// There are overloads for up to eight aggregates:
  /// ```swift
  /// let pages = visits.windowed(by: .fixed(.minutes(1))).group(by: \.httpRequest)
  ///   .aggregate(.count(), .sum(\.fileSizeBytes)) { page, visits, bytes, info in
  ///     "\(page) at \(info.window.start): \(visits) visits, \(bytes) bytes"
  ///   }
  /// ```
  /// - Parameters:
  ///   - a: the aggregate.
  ///   - name: the step's name; by default `Aggregate` with an ordinal.
  ///   - result: maps the key, the aggregates in their order, and timestamp, window and pane to a result.
  @inlinable @inline(__always)
  public func aggregate<A: CombineFn, Result: Streamable>(
    _ a: Aggregate<Element, A>, name: String? = nil,
    result: @escaping @Sendable (Key, A.Output, ElementInfo) throws -> Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    aggregates(a, name, file, line) { key, values, info in
      try result(key, values, info)
    }
  }

  /// Computes two aggregates of each group and window, and maps the key, the aggregates, and the group's window to a result.
  @inlinable @inline(__always)
  public func aggregate<A: CombineFn, B: CombineFn, Result: Streamable>(
    _ a: Aggregate<Element, A>, _ b: Aggregate<Element, B>, name: String? = nil,
    result: @escaping @Sendable (Key, A.Output, B.Output, ElementInfo) throws -> Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    aggregates(a.and(b), name, file, line) { key, values, info in
      try result(key, values.key, values.value, info)
    }
  }

  /// Computes three aggregates of each group and window, and maps the key, the aggregates, and the group's window to a result.
  @inlinable @inline(__always)
  public func aggregate<A: CombineFn, B: CombineFn, C: CombineFn, Result: Streamable>(
    _ a: Aggregate<Element, A>, _ b: Aggregate<Element, B>, _ c: Aggregate<Element, C>, name: String? = nil,
    result: @escaping @Sendable (Key, A.Output, B.Output, C.Output, ElementInfo) throws -> Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    aggregates(a.and(b.and(c)), name, file, line) { key, values, info in
      try result(key, values.key, values.value.key, values.value.value, info)
    }
  }

  /// Computes four aggregates of each group and window, and maps the key, the aggregates, and the group's window to a result.
  @inlinable @inline(__always)
  public func aggregate<A: CombineFn, B: CombineFn, C: CombineFn, D: CombineFn, Result: Streamable>(
    _ a: Aggregate<Element, A>, _ b: Aggregate<Element, B>, _ c: Aggregate<Element, C>, _ d: Aggregate<Element, D>,
    name: String? = nil,
    result: @escaping @Sendable (Key, A.Output, B.Output, C.Output, D.Output, ElementInfo) throws -> Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    aggregates(a.and(b.and(c.and(d))), name, file, line) { key, values, info in
      try result(key, values.key, values.value.key, values.value.value.key, values.value.value.value, info)
    }
  }

  /// Computes five aggregates of each group and window, and maps the key, the aggregates, and the group's window to a result.
  @inlinable @inline(__always)
  public func aggregate<A: CombineFn, B: CombineFn, C: CombineFn, D: CombineFn, E: CombineFn, Result: Streamable>(
    _ a: Aggregate<Element, A>, _ b: Aggregate<Element, B>, _ c: Aggregate<Element, C>, _ d: Aggregate<Element, D>,
    _ e: Aggregate<Element, E>, name: String? = nil,
    result: @escaping @Sendable (Key, A.Output, B.Output, C.Output, D.Output, E.Output, ElementInfo) throws -> Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    aggregates(a.and(b.and(c.and(d.and(e)))), name, file, line) { key, values, info in
      try result(
        key, values.key, values.value.key, values.value.value.key, values.value.value.value.key,
        values.value.value.value.value, info)
    }
  }

  /// Computes six aggregates of each group and window, and maps the key, the aggregates, and the group's window to a result.
  @inlinable @inline(__always)
  public func aggregate<
    A: CombineFn, B: CombineFn, C: CombineFn, D: CombineFn, E: CombineFn, F: CombineFn, Result: Streamable
  >(
    _ a: Aggregate<Element, A>, _ b: Aggregate<Element, B>, _ c: Aggregate<Element, C>, _ d: Aggregate<Element, D>,
    _ e: Aggregate<Element, E>, _ f: Aggregate<Element, F>, name: String? = nil,
    result:
      @escaping @Sendable (Key, A.Output, B.Output, C.Output, D.Output, E.Output, F.Output, ElementInfo) throws ->
      Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    aggregates(a.and(b.and(c.and(d.and(e.and(f))))), name, file, line) { key, values, info in
      try result(
        key, values.key, values.value.key, values.value.value.key, values.value.value.value.key,
        values.value.value.value.value.key, values.value.value.value.value.value, info)
    }
  }

  /// Computes seven aggregates of each group and window, and maps the key, the aggregates, and the group's window to a result.
  @inlinable @inline(__always)
  public func aggregate<
    A: CombineFn, B: CombineFn, C: CombineFn, D: CombineFn, E: CombineFn, F: CombineFn, G: CombineFn,
    Result: Streamable
  >(
    _ a: Aggregate<Element, A>, _ b: Aggregate<Element, B>, _ c: Aggregate<Element, C>, _ d: Aggregate<Element, D>,
    _ e: Aggregate<Element, E>, _ f: Aggregate<Element, F>, _ g: Aggregate<Element, G>, name: String? = nil,
    result:
      @escaping @Sendable (
        Key, A.Output, B.Output, C.Output, D.Output, E.Output, F.Output, G.Output, ElementInfo
      ) throws -> Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    aggregates(a.and(b.and(c.and(d.and(e.and(f.and(g)))))), name, file, line) { key, values, info in
      try result(
        key, values.key, values.value.key, values.value.value.key, values.value.value.value.key,
        values.value.value.value.value.key, values.value.value.value.value.value.key,
        values.value.value.value.value.value.value, info)
    }
  }

  /// Computes eight aggregates of each group and window, and maps the key, the aggregates, and the group's window to a result.
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
        Key, A.Output, B.Output, C.Output, D.Output, E.Output, F.Output, G.Output, H.Output, ElementInfo
      ) throws -> Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    aggregates(a.and(b.and(c.and(d.and(e.and(f.and(g.and(h))))))), name, file, line) { key, values, info in
      try result(
        key, values.key, values.value.key, values.value.value.key, values.value.value.value.key,
        values.value.value.value.value.key, values.value.value.value.value.value.key,
        values.value.value.value.value.value.value.key, values.value.value.value.value.value.value.value, info)
    }
  }
}
