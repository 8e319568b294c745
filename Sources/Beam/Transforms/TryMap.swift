public import Rows

/// Maps values; those whose function threw go to `failures` instead. Made in the author's module.
public typealias TryMapLoop<Input, Output> =
  @Sendable (
    UnsafeMutablePointer<Input>, Int, UnsafeMutablePointer<Emitter<Output>>, _ failures: FailureOutlet<Input>
  ) throws -> Void

extension PCollection where Element: Streamable {
  /// Maps each element; one whose function throws goes to `failures`, whole and with the reason: the dead-letter idiom.
  ///
  /// ```swift
  /// let parsed = lines.tryMap { line in
  ///   guard let number = Int(line) else { throw NotANumber(line) }
  ///   return number
  /// }
  /// parsed.results     // PCollection<Int>
  /// parsed.failures    // PCollection<Failure<String>>
  /// ```
  @inlinable @inline(__always)
  public func tryMap<Output: Streamable>(
    _ name: String? = nil, _ transform: @escaping @Sendable (Element) throws -> Output, file: StaticString = #fileID,
    line: UInt = #line
  ) -> (results: PCollection<Output>, failures: PCollection<Failure<Element>>) {
    addTryMap(
      name, verb: "TryMap", SourceSite(file, line), Codec<Output>.make(), Codec<Failure<Element>>.make()
    ) { values, count, results, failures in
      var i = 0
      while i < count {
        let value = (values + i).move()
        results.pointee.index = Int32(truncatingIfNeeded: i)
        do {
          results.pointee.emit(try transform(value))
        } catch {
          failures.emit(value, error, index: i)
        }
        if results.pointee.failed {
          (values + i + 1).deinitialize(count: count &- i &- 1)
          try results.pointee.outlet.rethrow()
        }
        i &+= 1
      }
    }
  }

  /// Adds a step that maps with failures. For connectors and formats that bring a loop of their own.
  @usableFromInline package func addTryMap<Output>(
    _ name: String?, verb: String, _ site: SourceSite, _ results: Codec<Output>, _ failures: Codec<Failure<Element>>,
    _ loop: @escaping TryMapLoop<Element, Output>
  ) -> (results: PCollection<Output>, failures: PCollection<Failure<Element>>) {
    let step = graph.step(explicit: name, verb: verb, site: site)
    let good = graph.addCollection(results, traits: traits)
    let bad = graph.addCollection(failures, traits: traits)
    graph.add(
      step,
      .parDo { receivers, _ in
        TryMapOperator(
          step: step, loop: loop, results: try receivers[0].taking(Output.self),
          failures: try receivers[1].taking(Failure<Element>.self))
      }, inputs: [id], outputs: [("results", good), ("failures", bad)])
    return (PCollection<Output>(graph: graph, id: good), PCollection<Failure<Element>>(graph: graph, id: bad))
  }
}

/// Where the failures of a step go.
public final class FailureOutlet<Element> {
  private let step: Step
  fileprivate let outlet: Outlet<Failure<Element>>

  fileprivate init(step: Step, to receiver: Receiver<Failure<Element>>) {
    self.step = step
    outlet = Outlet(to: receiver)
  }

  /// Sends an element with what was thrown.
  @usableFromInline package func emit(_ element: consuming Element, _ error: any Error, index: Int) {
    let time = outlet.header.time(at: index)
    outlet.emitter.pointee.index = Int32(truncatingIfNeeded: index)
    outlet.emitter.pointee.emit(
      Failure(
        element: element, reason: "\(error)", step: step.path, timestamp: Timestamp(milliseconds: time)))
  }
}

/// Runs a loop with results and failures.
package final class TryMapOperator<Input, Output>: Receiver<Input> {
  private let loop: TryMapLoop<Input, Output>
  private let results: Outlet<Output>
  private let failures: FailureOutlet<Input>

  init(
    step: Step, loop: @escaping TryMapLoop<Input, Output>, results: Receiver<Output>,
    failures: Receiver<Failure<Input>>
  ) {
    self.loop = loop
    self.results = Outlet(to: results)
    self.failures = FailureOutlet(step: step, to: failures)
    super.init(of: Input.self)
  }

  package override func start() throws {
    try super.start()
    results.start()
    failures.outlet.start()
  }

  package override func take(_ values: UnsafeMutablePointer<Input>, _ count: Int, _ header: Header) throws {
    elementsIn += count
    results.begin(header)
    failures.outlet.begin(header)
    try loop(values, count, results.emitter, failures)
    try results.end()
    try failures.outlet.end()
  }

  package override func abort() {
    results.abort()
    failures.outlet.abort()
  }
}
