public import Rows

extension PCollection {
  /// The value with the latest timestamp of each key and window. Of several with the same timestamp, any.
  ///
  /// ```swift
  /// let lastPageOfUser = visits.map { KV($0.id, $0.httpRequest) }.latestPerKey()
  /// ```
  /// It is Beam's Latest.perKey.
  @inlinable @inline(__always)
  public func latestPerKey<Key: StreamKey, Value: Streamable & Sendable>(
    _ name: String? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<KV<Key, Value>> where Element == KV<Key, Value> {
    composite(name, verb: "LatestPerKey", file: file, line: line) { pairs in
      pairs.map("Timestamp") { pair, info in KV(pair.key, KV(info.timestamp, pair.value)) }
        .combinePerKey("Latest", Latest<Value>())
        .flatMap("Value") { pair in pair.value.map { [KV(pair.key, $0)] } ?? [] }
    }
  }

  /// The element with the latest timestamp of each window; nil for the global window of an empty collection. Of several with
  /// the same timestamp, any.
  ///
  /// ```swift
  /// let newest = visits.map { $0.id }.latest()
  /// ```
  /// It is Beam's Latest.globally.
  @inlinable @inline(__always)
  public func latest(
    _ name: String? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Element?> where Element: Streamable & Sendable {
    composite(name, verb: "Latest", file: file, line: line) { elements in
      elements.map("Timestamp") { element, info in KV(info.timestamp, element) }
        .combineGlobally("Latest", Latest<Element>())
    }
  }
}

/// Keeps the value with the latest timestamp.
@usableFromInline
struct Latest<Value: Streamable & Sendable>: CombineFn {
  @usableFromInline init() {}

  @inlinable func makeAccumulator() -> KV<Timestamp, Value>? { nil }

  @inlinable func add(_ input: KV<Timestamp, Value>, to accumulator: inout KV<Timestamp, Value>?) {
    if let known = accumulator, input.key <= known.key { return }
    accumulator = input
  }

  @inlinable func merge(_ other: KV<Timestamp, Value>?, into accumulator: inout KV<Timestamp, Value>?) {
    if let other { add(other, to: &accumulator) }
  }

  @inlinable func extract(_ accumulator: KV<Timestamp, Value>?) -> Value? { accumulator?.value }
}
