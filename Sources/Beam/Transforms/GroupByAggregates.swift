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
    let function = a.function
    return aggregates(function, name, file, line) { [a = a.input] in
      try a($0)
    } result: { key, aggregates in
      try result(key, aggregates)
    }
  }

  /// Computes two aggregates of each group and window, and maps the key and the aggregates to a result.
  @inlinable @inline(__always)
  public func aggregate<A: CombineFn, B: CombineFn, Result: Streamable>(
    _ a: Aggregate<Element, A>, _ b: Aggregate<Element, B>, name: String? = nil,
    result: @escaping @Sendable (Key, A.Output, B.Output) throws -> Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    let function = BothFunctions(a.function, b.function)
    return aggregates(function, name, file, line) { [a = a.input, b = b.input] in
      KV(try a($0), try b($0))
    } result: { key, aggregates in
      try result(key, aggregates.key, aggregates.value)
    }
  }

  /// Computes three aggregates of each group and window, and maps the key and the aggregates to a result.
  @inlinable @inline(__always)
  public func aggregate<A: CombineFn, B: CombineFn, C: CombineFn, Result: Streamable>(
    _ a: Aggregate<Element, A>, _ b: Aggregate<Element, B>, _ c: Aggregate<Element, C>, name: String? = nil,
    result: @escaping @Sendable (Key, A.Output, B.Output, C.Output) throws -> Result,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Result> {
    let function = BothFunctions(a.function, BothFunctions(b.function, c.function))
    return aggregates(function, name, file, line) { [a = a.input, b = b.input, c = c.input] in
      KV(try a($0), KV(try b($0), try c($0)))
    } result: { key, aggregates in
      try result(key, aggregates.key, aggregates.value.key, aggregates.value.value)
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
    let function = BothFunctions(a.function, BothFunctions(b.function, BothFunctions(c.function, d.function)))
    return aggregates(function, name, file, line) { [a = a.input, b = b.input, c = c.input, d = d.input] in
      KV(try a($0), KV(try b($0), KV(try c($0), try d($0))))
    } result: { key, aggregates in
      try result(key, aggregates.key, aggregates.value.key, aggregates.value.value.key, aggregates.value.value.value)
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
    let function = BothFunctions(
      a.function,
      BothFunctions(
        b.function,
        BothFunctions(
          c.function,
          BothFunctions(d.function, e.function))))
    return aggregates(function, name, file, line) { [a = a.input, b = b.input, c = c.input, d = d.input, e = e.input] in
      KV(try a($0), KV(try b($0), KV(try c($0), KV(try d($0), try e($0)))))
    } result: { key, aggregates in
      try result(
        key, aggregates.key, aggregates.value.key, aggregates.value.value.key, aggregates.value.value.value.key,
        aggregates.value.value.value.value)
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
    let function = BothFunctions(
      a.function,
      BothFunctions(
        b.function,
        BothFunctions(
          c.function,
          BothFunctions(d.function, BothFunctions(e.function, f.function)))))
    return aggregates(function, name, file, line) {
      [
        a = a.input, b = b.input, c = c.input, d = d.input, e = e.input,
        f = f.input
      ] in
      KV(try a($0), KV(try b($0), KV(try c($0), KV(try d($0), KV(try e($0), try f($0))))))
    } result: { key, aggregates in
      try result(
        key, aggregates.key, aggregates.value.key, aggregates.value.value.key, aggregates.value.value.value.key,
        aggregates.value.value.value.value.key, aggregates.value.value.value.value.value)
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
    let function = BothFunctions(
      a.function,
      BothFunctions(
        b.function,
        BothFunctions(
          c.function,
          BothFunctions(d.function, BothFunctions(e.function, BothFunctions(f.function, g.function))))))
    return aggregates(function, name, file, line) {
      [
        a = a.input, b = b.input, c = c.input, d = d.input, e = e.input,
        f = f.input, g = g.input
      ] in
      KV(try a($0), KV(try b($0), KV(try c($0), KV(try d($0), KV(try e($0), KV(try f($0), try g($0)))))))
    } result: { key, aggregates in
      try result(
        key, aggregates.key, aggregates.value.key, aggregates.value.value.key, aggregates.value.value.value.key,
        aggregates.value.value.value.value.key, aggregates.value.value.value.value.value.key,
        aggregates.value.value.value.value.value.value)
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
    let function = BothFunctions(
      a.function,
      BothFunctions(
        b.function,
        BothFunctions(
          c.function,
          BothFunctions(
            d.function,
            BothFunctions(
              e.function,
              BothFunctions(
                f.function,
                BothFunctions(
                  g.function,
                  h.function)))))))
    return aggregates(function, name, file, line) {
      [
        a = a.input, b = b.input, c = c.input, d = d.input, e = e.input,
        f = f.input, g = g.input, h = h.input
      ] in
      KV(
        try a($0),
        KV(
          try b($0),
          KV(
            try c($0),
            KV(
              try d($0),
              KV(
                try e($0),
                KV(
                  try f($0),
                  KV(
                    try g($0),
                    try h($0))))))))
    } result: { key, aggregates in
      try result(
        key, aggregates.key, aggregates.value.key, aggregates.value.value.key, aggregates.value.value.value.key,
        aggregates.value.value.value.value.key, aggregates.value.value.value.value.value.key,
        aggregates.value.value.value.value.value.value.key, aggregates.value.value.value.value.value.value.value)
    }
  }
}
