public import Rows

/// Elements that are to be grouped by a key: what `group(by:)` gives.
public struct GroupedBy<Key: StreamKey, Element: Streamable> {
  @usableFromInline let elements: PCollection<Element>
  @usableFromInline let key: @Sendable (Element) throws -> Key

  @inlinable init(_ elements: PCollection<Element>, by key: @escaping @Sendable (Element) throws -> Key) {
    self.elements = elements
    self.key = key
  }

  /// Makes figures of each group and window, and one result of the key and the figures.
  ///
  /// ```swift
  /// let pages = visits.group(by: \.httpRequest)
  ///   .aggregate(.count(), .count { $0.httpResponse >= 500 }, .sum(\.fileSizeBytes)) { page, visits, errors, bytes in
  ///     "\(page): \(visits) visits, \(errors) errors, \(bytes) bytes"
  ///   }
  /// ```
  /// Figures are combined before the shuffle, like those of `combinePerKey`. With more than six of them, Swift takes key paths and
  /// functions; a closure then begins with `@Sendable in`.
  /// - Parameters:
  ///   - aggregates: the figures.
  ///   - name: the step's name; by default `Aggregate` with an ordinal.
  ///   - result: is given the key and the figures in their order.
  @_disfavoredOverload
  @inlinable @inline(__always)
  public func aggregate<each Function: CombineFn, Result: Streamable>(
    _ aggregates: repeat Aggregate<Element, each Function>, name: String? = nil,
    result: @escaping @Sendable (Key, repeat (each Function).Output) throws -> Result, file: StaticString = #fileID,
    line: UInt = #line
  ) -> PCollection<Result> {
    aggregated(name, repeat each aggregates, result: result, file: file, line: line)
  }

  @inlinable @inline(__always)
  func aggregated<each Function: CombineFn, Result: Streamable>(
    _ name: String?, _ aggregates: repeat Aggregate<Element, each Function>,
    result: @escaping @Sendable (Key, repeat (each Function).Output) throws -> Result, file: StaticString, line: UInt
  ) -> PCollection<Result> {
    let inputs = (repeat (each aggregates).input)
    let function = AggregateFn(repeat (each aggregates).function)
    return elements.composite(name, verb: "Aggregate", file: file, line: line) { elements in
      let taken = elements.map("Take") { [key] element throws -> KV<Key, ValuePack<repeat (each Function).Input>> in
        KV(try key(element), ValuePack(repeat try (each inputs)(element)))
      }
      let combined = taken.combinePerKey("Combine", function)
      return combined.map("Result") { pair throws -> Result in try result(pair.key, repeat each pair.value.values) }
    }
  }
}

extension PCollection where Element: Streamable {
  /// Groups elements by a key, for `aggregate`.
  @inlinable @inline(__always)
  public func group<Key: StreamKey>(
    by key: @escaping @Sendable (Element) throws -> Key
  ) -> GroupedBy<Key, Element> { GroupedBy(self, by: key) }
}
