public import Rows

/// A collection with a key to group by: the result of `group(by:)`. Call `aggregate` on it.
public struct GroupedBy<Key: StreamKey, Element: Streamable> {
  @usableFromInline let elements: PCollection<Element>
  @usableFromInline let key: @Sendable (Element) throws -> Key

  @inlinable init(_ elements: PCollection<Element>, by key: @escaping @Sendable (Element) throws -> Key) {
    self.elements = elements
    self.key = key
  }

  /// Combines the inputs of each key and window with `function`, and maps each result.
  @inlinable @inline(__always)
  func aggregates<Function: CombineFn, Result: Streamable>(
    _ all: Aggregate<Element, Function>, _ name: String?, _ file: StaticString, _ line: UInt,
    result: @escaping @Sendable (Key, Function.Output) throws -> Result
  ) -> PCollection<Result> {
    let outerSite = elements.beginComposite(name, verb: "Aggregate", file: file, line: line)
    defer { elements.endComposite(outerSite) }
    return elements.map("Take") { [key, input = all.input] in KV(try key($0), try input($0)) }
      .combinePerKey("Combine", all.function)
      .map("Result") { try result($0.key, $0.value) }
  }

  /// Adds the steps of `aggregate` with a result that takes the window.
  @inlinable @inline(__always)
  func aggregates<Function: CombineFn, Result: Streamable>(
    _ all: Aggregate<Element, Function>, _ name: String?, _ file: StaticString, _ line: UInt,
    resultWithInfo result: @escaping @Sendable (Key, Function.Output, ElementInfo) throws -> Result
  ) -> PCollection<Result> {
    let outerSite = elements.beginComposite(name, verb: "Aggregate", file: file, line: line)
    defer { elements.endComposite(outerSite) }
    return elements.map("Take") { [key, input = all.input] in KV(try key($0), try input($0)) }
      .combinePerKey("Combine", all.function)
      .map("Result") { try result($0.key, $0.value, $1) }
  }
}

extension PCollection where Element: Streamable {
  /// Groups elements by a key, to be followed by `aggregate`.
  @inlinable @inline(__always)
  public func group<Key: StreamKey>(
    by key: @escaping @Sendable (Element) throws -> Key
  ) -> GroupedBy<Key, Element> { GroupedBy(self, by: key) }
}
