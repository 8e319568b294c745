public import Rows

// Element-wise transforms whose closure also takes the element's metadata. The label keeps a mistyped key path from matching
// these overloads; trailing closures need no label.

extension PCollection where Element: Streamable {
  /// Maps each element, with its timestamp, windows and pane, to one result.
  ///
  /// ```swift
  /// let rows = counts.map { count, info in "\(info.window.start): \(count.key) \(count.value)" }
  /// ```
  @inlinable @inline(__always)
  public func map<Output: Streamable>(
    _ name: String? = nil, withInfo transform: @escaping @Sendable (Element, ElementInfo) throws -> Output,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Output> {
    flatMap(
      name, verb: "Map", { CollectionOfOne(try transform($0, $1)) }, file: file, line: line)
  }

  /// Keeps the elements for which a condition on the element, its timestamp, windows and pane holds.
  ///
  /// ```swift
  /// let final = counts.filter { _, info in info.pane.isLast }
  /// ```
  @inlinable @inline(__always)
  public func filter(
    _ name: String? = nil, withInfo isIncluded: @escaping @Sendable (Element, ElementInfo) throws -> Bool,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Element> {
    flatMap(
      name, verb: "Filter", { repeatElement($0, count: try isIncluded($0, $1) ? 1 : 0) }, file: file, line: line)
  }

  /// Maps each element, with its timestamp, windows and pane, to any number of results.
  @inlinable @inline(__always)
  public func flatMap<Results: Sequence & SendableMetatype>(
    _ name: String? = nil, withInfo transform: @escaping @Sendable (Element, ElementInfo) throws -> Results,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Results.Element> where Results.Element: Streamable {
    flatMap(name, verb: "FlatMap", transform, file: file, line: line)
  }

  @inlinable @inline(__always)
  func flatMap<Results: Sequence & SendableMetatype>(
    _ name: String?, verb: String, _ transform: @escaping @Sendable (Element, ElementInfo) throws -> Results,
    file: StaticString, line: UInt
  ) -> PCollection<Results.Element> where Results.Element: Streamable {
    parDo(name, verb: verb, FlatMapWithInfo(transform), file: file, line: line).main
  }
}

/// Calls a closure with each element and its metadata.
@usableFromInline
struct FlatMapWithInfo<Input: Streamable, Results: Sequence & SendableMetatype>: DoFn
where Results.Element: Streamable {
  @usableFromInline let transform: @Sendable (Input, ElementInfo) throws -> Results

  @inlinable init(_ transform: @escaping @Sendable (Input, ElementInfo) throws -> Results) {
    self.transform = transform
  }

  @inlinable @inline(__always)
  func process(_ element: Input, in context: Context<Results.Element>) throws {
    for result in try transform(element, context.info) where !context.emitter.pointee.emitNext(result) { break }
  }
}
