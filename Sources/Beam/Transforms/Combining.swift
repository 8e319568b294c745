public import Rows

// Combines that are made of other transforms. Generic composites must be inlinable; otherwise they take 8 to 16 times as long
// per element.

extension PCollection where Element: Streamable {
  /// Combines all elements of each window into one.
  ///
  /// In the global window under the default trigger, an empty collection yields the function's result for no input. In other
  /// windows, a window without elements yields nothing.
  /// ```swift
  /// let total = sizes.combineGlobally(.sum())
  /// ```
  @inlinable @inline(__always)
  public func combineGlobally<Function: CombineFn>(
    _ name: String?, _ function: Function, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Function.Output> where Function.Input == Element {
    composite(name, verb: "CombineGlobally", file: file, line: line) { elements in
      let inputs = elements.map("Key") { KV(0, Optional($0)) }
      return inputs.orNothing().combinePerKey("Combine", OptionalInput(function)).map("Value") { $0.value }
    }
  }

  /// Combines all elements of each window into one. See the form with a name.
  @inlinable @inline(__always)
  public func combineGlobally<Function: CombineFn>(
    _ function: Function, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Function.Output> where Function.Input == Element {
    combineGlobally(nil, function, file: file, line: line)
  }

  /// Adds the steps of `body` as a composite.
  @usableFromInline func composite<Output>(
    _ name: String?, verb: String, file: StaticString, line: UInt, _ body: (PCollection) -> PCollection<Output>
  ) -> PCollection<Output> {
    graph.composite(name, verb: verb, inputs: [id], site: SourceSite(file, line), isOfLibrary: true) { body(self) }
  }

  /// Begins a composite. For composites that take closures of the user: inside the library's closure, the user's would be
  /// called through a pointer for each element, instead of being inlined into the loop.
  @usableFromInline func beginComposite(
    _ name: String?, verb: String, file: StaticString, line: UInt
  ) -> SourceSite? {
    graph.beginComposite(name, verb: verb, inputs: [id], site: SourceSite(file, line), isOfLibrary: true)
  }

  /// Ends a composite.
  @usableFromInline func endComposite(_ outerSite: SourceSite?) { graph.endComposite(outerSite) }

  /// Adds one absent value if the input is bounded and in the global window, so that an empty collection has a result.
  @inlinable @inline(__always) func orNothing<Value: Streamable>() -> PCollection where Element == KV<Int, Value?> {
    guard isInGlobalWindow else { return self }
    let nothing = pipeline.impulse("Impulse").map("Nothing") { _ in KV(0, Optional<Value>.none) }
    return flattened("WithNothing", with: windowing == .global ? nothing : nothing.windowed("Window", as: windowing))
  }

  /// Whether each window has at most one pane.
  @usableFromInline var firesOnce: Bool {
    !windowing.trigger.firesAgain(allowedLateness: windowing.allowedLateness)
      && windowing.closingBehavior == .fireIfNonEmpty
  }

  /// Whether the elements are bounded and in the global window, which fires once.
  @usableFromInline var isInGlobalWindow: Bool {
    windowing.windowFn == .global && isBounded && windowing.trigger == .byDefault
      && windowing.timestampCombiner != .earliest
  }
}

extension PCollection where Element: StreamKey {
  /// Counts how often each element occurs, per window.
  ///
  /// ```swift
  /// let counts = words.countPerElement()     // PCollection<KV<String, Int>>
  /// ```
  @inlinable @inline(__always)
  public func countPerElement(
    _ name: String? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<KV<Element, Int>> {
    composite(name, verb: "CountPerElement", file: file, line: line) { elements in
      elements.map("One") { KV($0, 1) }.combinePerKey("Count", Sum<Int>())
    }
  }

  /// Removes duplicates, per window: each element is emitted with the first pane that it is in.
  ///
  /// ```swift
  /// let users = visits.map { $0.id }.distinct()
  /// ```
  @inlinable @inline(__always)
  public func distinct(
    _ name: String? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Element> {
    composite(name, verb: "Distinct", file: file, line: line) { elements in
      let seen = elements.map("Key") { KV($0, true) }.combinePerKey("Combine", Seen())
      if !elements.firesOnce { return seen.filter("FirstPane") { $1.pane.isFirst }.map("Element") { $0.key } }
      return seen.map("Element") { $0.key }
    }
  }
}

/// Records that a key has occurred.
@usableFromInline
struct Seen: CombineFn {
  @usableFromInline init() {}
  @inlinable func makeAccumulator() -> Bool { true }
  @inlinable func add(_ input: Bool, to accumulator: inout Bool) {}
  @inlinable func merge(_ other: Bool, into accumulator: inout Bool) {}
  @inlinable func extract(_ accumulator: Bool) -> Bool { accumulator }
}

extension PCollection where Element: Comparable & Streamable & Sendable {
  /// The largest elements of each window, largest first, as one list. NaN is larger than every number; see ``Top``.
  ///
  /// ```swift
  /// let slowest = durations.top(10)
  /// ```
  @inlinable @inline(__always)
  public func top(
    _ count: Int, name: String? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<[Element]> {
    combineGlobally(name ?? "Top", Top<Element>(count), file: file, line: line)
  }

  /// The smallest element of each window; nil for the global window of an empty collection. Elements are compared as in
  /// ``Top``.
  ///
  /// ```swift
  /// let shortest = durations.min()
  /// ```
  @inlinable @inline(__always)
  public func min(file: StaticString = #fileID, line: UInt = #line) -> PCollection<Element?> {
    combineGlobally(nil, Extremum<Element>.min(), file: file, line: line)
  }

  /// The largest element of each window; nil for the global window of an empty collection. NaN is larger than every number; see
  /// ``Top``.
  ///
  /// ```swift
  /// let longest = durations.max()
  /// ```
  @inlinable @inline(__always)
  public func max(file: StaticString = #fileID, line: UInt = #line) -> PCollection<Element?> {
    combineGlobally(nil, Extremum<Element>.max(), file: file, line: line)
  }
}

extension PCollection where Element: Summable {
  /// The sum of the elements of each window.
  ///
  /// ```swift
  /// let bytesServed = sizes.sum()
  /// ```
  @inlinable @inline(__always)
  public func sum(file: StaticString = #fileID, line: UInt = #line) -> PCollection<Element> {
    combineGlobally(nil, Sum<Element>(), file: file, line: line)
  }
}

extension PCollection where Element: Averageable {
  /// The mean of the elements of each window. The mean of integers is the `Double` nearest to the exact mean.
  ///
  /// ```swift
  /// let meanDuration = durations.mean()
  /// ```
  @inlinable @inline(__always)
  public func mean(file: StaticString = #fileID, line: UInt = #line) -> PCollection<Double> {
    combineGlobally(nil, Mean<Element>(), file: file, line: line)
  }
}

extension PCollection where Element: Streamable {
  /// Splits the collection into several, by a function of the element.
  ///
  /// ```swift
  /// let parts = numbers.partition(into: 2) { $0.isMultiple(of: 2) ? 0 : 1 }
  /// let (even, odd) = (parts[0], parts[1])
  /// ```
  /// - Parameters:
  ///   - name: the step's name; by default `Partition` with an ordinal.
  ///   - count: the number of collections; at least one.
  ///   - index: returns the index of an element's collection, from 0. An index out of range fails the job.
  @inlinable @inline(__always)
  public func partition(
    _ name: String? = nil, into count: Int, by index: @escaping @Sendable (Element) throws -> Int,
    file: StaticString = #fileID, line: UInt = #line
  ) -> [PCollection<Element>] {
    if count <= 0 { refusePartition(count, file, line) }
    return compositeParts(name, verb: "Partition", file: file, line: line) { elements in
      let indexed = elements.map("Index") { element -> KV<Int, Element> in
        let number = try index(element)
        guard number >= 0, number < count else { throw PartitionError(index: number, count: count) }
        return KV(number, element)
      }
      return (0..<Swift.max(0, count)).map { part in
        indexed.filter("Part\(part)") { $0.key == part }.map("Element\(part)") { $0.value }
      }
    }
  }

  @usableFromInline func refusePartition(_ count: Int, _ file: StaticString, _ line: UInt) {
    graph.refuse("a partition into \(count) parts (\(SourceSite(file, line).description)); it needs at least one")
  }

  @usableFromInline func compositeParts(
    _ name: String?, verb: String, file: StaticString, line: UInt, _ body: (PCollection) -> [PCollection]
  ) -> [PCollection] {
    graph.composite(name, verb: verb, inputs: [id], site: SourceSite(file, line), isOfLibrary: true) { body(self) }
  }
}

/// A partition function returned an index out of range.
public struct PartitionError: Error, CustomStringConvertible {
  let index: Int
  let count: Int

  @usableFromInline init(index: Int, count: Int) {
    self.index = index
    self.count = count
  }

  /// The index, and the valid range.
  public var description: String { "the partition function gave \(index); it must give 0 ..< \(count)" }
}
