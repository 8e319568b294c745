public import Rows

// The element-wise transforms. Their loops are inlined into the user's module, so that the compiler can inline the user's
// function into the loop. This costs 0.2 to 1.4 ns per element and step; a call through a stored closure would cost 6 to 18
// ns.

extension PCollection {
  /// Maps each element to one result.
  ///
  /// ```swift
  /// let lengths = lines.map { $0.utf8.count }
  /// ```
  /// - Parameters:
  ///   - name: the step's name; by default `Map` with an ordinal.
  ///   - transform: called for each element. An error that it throws fails the job, and names the step and the element. For
  ///     input that may be invalid, use `tryMap`.
  @inlinable @inline(__always)
  public func map<Output: Streamable>(
    _ name: String?, _ transform: @escaping @Sendable (Element) throws -> Output, file: StaticString = #fileID,
    line: UInt = #line
  ) -> PCollection<Output> { map(name, verb: "Map", transform, file: file, line: line) }

  /// Maps each element to one result, with a closure, a function, or a key path.
  ///
  /// ```swift
  /// let users = visits.map(\.id)
  /// ```
  @inlinable @inline(__always)
  public func map<Output: Streamable>(
    _ transform: @escaping @Sendable (Element) throws -> Output, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Output> { map(nil, transform, file: file, line: line) }

  /// Maps each element to one result. For formats and connectors, whose steps have a verb of their own.
  @inlinable @inline(__always)
  package func map<Output: Streamable>(
    _ name: String?, verb: String, _ transform: @escaping @Sendable (Element) throws -> Output, file: StaticString,
    line: UInt
  ) -> PCollection<Output> {
    addMap(name, verb: verb, SourceSite(file, line), Codec<Output>.make()) { values, count, results, failed in
      var i = 0
      while i < count {
        let value = (values + i).move()
        do {
          (results + i).initialize(to: try transform(value))
        } catch {
          (values + i).initialize(to: value)
          (values + i + 1).deinitialize(count: count &- i &- 1)
          results.deinitialize(count: i)
          failed = i
          throw error
        }
        i &+= 1
      }
    }
  }

  /// Keeps the elements for which a condition holds.
  ///
  /// ```swift
  /// let errors = visits.filter { $0.httpResponse >= 500 }
  /// ```
  @inlinable @inline(__always)
  public func filter(
    _ name: String?, _ isIncluded: @escaping @Sendable (Element) throws -> Bool, file: StaticString = #fileID,
    line: UInt = #line
  ) -> PCollection<Element> {
    addFilter(name, SourceSite(file, line)) { values, count, indices, failed in
      var kept = 0
      var i = 0
      while i < count {
        let value = (values + i).move()
        do {
          if try isIncluded(value) {
            (values + kept).initialize(to: value)
            if let indices { indices[kept] = Int32(truncatingIfNeeded: i) }
            kept &+= 1
          }
        } catch {
          (values + i).initialize(to: value)
          (values + i + 1).deinitialize(count: count &- i &- 1)
          values.deinitialize(count: kept)
          failed = i
          throw error
        }
        i &+= 1
      }
      return kept
    }
  }

  /// Keeps the elements for which a condition holds.
  ///
  /// ```swift
  /// let suspicious = visits.filter(\.isSuspicious)
  /// ```
  @inlinable @inline(__always)
  public func filter(
    _ isIncluded: @escaping @Sendable (Element) throws -> Bool, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Element> { filter(nil, isIncluded, file: file, line: line) }

  /// Maps each element to any number of results.
  ///
  /// ```swift
  /// let words = lines.flatMap { $0.split(separator: " ") }
  /// ```
  @inlinable @inline(__always)
  public func flatMap<Results: Sequence & SendableMetatype>(
    _ transform: @escaping @Sendable (Element) throws -> Results, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Results.Element> where Results.Element: Streamable, Results.Iterator: SendableMetatype {
    flatMap(nil, transform, file: file, line: line)
  }

  /// Maps each element to any number of results.
  ///
  /// ```swift
  /// let words = lines.flatMap("Split") { $0.words }
  /// ```
  @inlinable @inline(__always)
  public func flatMap<Results: Sequence & SendableMetatype>(
    _ name: String?, _ transform: @escaping @Sendable (Element) throws -> Results, file: StaticString = #fileID,
    line: UInt = #line
  ) -> PCollection<Results.Element> where Results.Element: Streamable, Results.Iterator: SendableMetatype {
    addFlatMap(name, verb: "FlatMap", SourceSite(file, line), Codec<Results.Element>.make()) {
      values, count, emitter, failed in
      var i = 0
      while i < count {
        let value = (values + i).move()
        emitter.pointee.index = Int32(truncatingIfNeeded: i)
        do {
          for result in try transform(value) where !emitter.pointee.emitNext(result) { break }
        } catch {
          (values + i).initialize(to: value)
          (values + i + 1).deinitialize(count: count &- i &- 1)
          failed = i
          throw error
        }
        if emitter.pointee.failed {
          (values + i + 1).deinitialize(count: count &- i &- 1)
          try emitter.pointee.outlet.rethrow()
        }
        i &+= 1
      }
    }
  }

  /// Sets the timestamp of each element. Values do not change.
  ///
  /// ```swift
  /// let timed = visits.withTimestamps(\.at)
  /// ```
  /// It does not affect the watermark, which follows the source. An element is dropped as late if it arrives after the
  /// watermark has passed the end of its window plus the allowed lateness.
  ///
  /// A timestamp outside of Beam's range fails the step with `TimestampOutOfRange`. A timestamp after the end of the global
  /// window, in the last day of that range, becomes that end, ``Rows/Timestamp/endOfGlobalWindow``.
  @inlinable @inline(__always)
  public func withTimestamps(
    _ name: String?, _ timestamp: @escaping @Sendable (Element) throws -> Timestamp,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Element> {
    addTimestamps(name, SourceSite(file, line)) { values, count, times, failed in
      var i = 0
      while i < count {
        do {
          times[i] = try timestamp(values[i]).milliseconds
        } catch {
          values.deinitialize(count: i)
          (values + i + 1).deinitialize(count: count &- i &- 1)
          failed = i
          throw error
        }
        i &+= 1
      }
    }
  }

  /// Sets the timestamp of each element. See the form with a name.
  @inlinable @inline(__always)
  public func withTimestamps(
    _ timestamp: @escaping @Sendable (Element) throws -> Timestamp, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Element> { withTimestamps(nil, timestamp, file: file, line: line) }
}
