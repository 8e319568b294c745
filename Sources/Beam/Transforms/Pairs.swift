public import Rows

// Transforms that make pairs or map their keys and values. Like the other element-wise transforms, they are inlined into the
// user's module.

extension PCollection {
  /// Pairs each element with a key.
  ///
  /// ```swift
  /// let byUser = visits.keyed(by: \.id)
  /// ```
  @inlinable @inline(__always)
  public func keyed<Key: StreamKey>(
    _ name: String? = nil, by key: @escaping @Sendable (Element) throws -> Key, file: StaticString = #fileID,
    line: UInt = #line
  ) -> PCollection<KV<Key, Element>> where Element: Streamable {
    addMap(name, verb: "Keyed", SourceSite(file, line), Codec<KV<Key, Element>>.make()) {
      values, count, results, failed in
      var i = 0
      while i < count {
        let value = (values + i).move()
        do {
          let key = try key(value)
          (results + i).initialize(to: KV(key, value))
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
}

extension PCollection {
  /// Pairs each element with a key. This is Beam's name for ``keyed(_:by:file:line:)``.
  ///
  /// ```swift
  /// let byUser = visits.withKeys(\.id)
  /// ```
  @inlinable @inline(__always)
  public func withKeys<Key: StreamKey>(
    _ key: @escaping @Sendable (Element) throws -> Key, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<KV<Key, Element>> where Element: Streamable { keyed(nil, by: key, file: file, line: line) }

  /// Maps the values of pairs; keys do not change.
  ///
  /// ```swift
  /// let kilobytes = bytesPerPage.mapValues { $0 / 1_000 }
  /// ```
  @inlinable @inline(__always)
  public func mapValues<Key: Streamable, Value, Output: Streamable>(
    _ name: String?, _ transform: @escaping @Sendable (Value) throws -> Output, file: StaticString = #fileID,
    line: UInt = #line
  ) -> PCollection<KV<Key, Output>> where Element == KV<Key, Value> {
    map(name, verb: "MapValues", { KV($0.key, try transform($0.value)) }, file: file, line: line)
  }

  /// Maps the values of pairs. See the form with a name.
  @inlinable @inline(__always)
  public func mapValues<Key: Streamable, Value, Output: Streamable>(
    _ transform: @escaping @Sendable (Value) throws -> Output, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<KV<Key, Output>> where Element == KV<Key, Value> {
    mapValues(nil, transform, file: file, line: line)
  }

  /// Maps the keys of pairs; values do not change.
  ///
  /// ```swift
  /// let byDomain = visitsByPage.mapKeys { domain(of: $0) }
  /// ```
  @inlinable @inline(__always)
  public func mapKeys<Key, Value: Streamable, Output: Streamable>(
    _ name: String?, _ transform: @escaping @Sendable (Key) throws -> Output, file: StaticString = #fileID,
    line: UInt = #line
  ) -> PCollection<KV<Output, Value>> where Element == KV<Key, Value> {
    map(name, verb: "MapKeys", { KV(try transform($0.key), $0.value) }, file: file, line: line)
  }

  /// Maps the keys of pairs. See the form with a name.
  @inlinable @inline(__always)
  public func mapKeys<Key, Value: Streamable, Output: Streamable>(
    _ transform: @escaping @Sendable (Key) throws -> Output, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<KV<Output, Value>> where Element == KV<Key, Value> {
    mapKeys(nil, transform, file: file, line: line)
  }

  /// The keys of pairs.
  ///
  /// ```swift
  /// let knownWords = counts.keys()
  /// ```
  @inlinable @inline(__always)
  public func keys<Key: Streamable, Value>(
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Key> where Element == KV<Key, Value> {
    map(nil, { $0.key }, file: file, line: line)
  }

  /// The values of pairs.
  ///
  /// ```swift
  /// let total = counts.values().sum()
  /// ```
  @inlinable @inline(__always)
  public func values<Key, Value: Streamable>(
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Value> where Element == KV<Key, Value> {
    map(nil, { $0.value }, file: file, line: line)
  }
}
