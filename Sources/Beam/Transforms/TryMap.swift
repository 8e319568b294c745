public import Rows

/// Maps values, and sends those whose function throws to `failures`. Created in the user's module.
public typealias TryMapLoop<Input, Output, Tool> =
  @Sendable (
    UnsafeMutablePointer<Input>, Int, UnsafeMutablePointer<Emitter<Output>>, _ failures: FailureOutlet<Input>,
    _ tool: Tool
  ) throws -> Void

extension PCollection where Element: Streamable {
  /// Maps each element. Elements whose function throws go to `failures`, unchanged and with the reason: the dead-letter
  /// pattern.
  ///
  /// A `RetryableError` is not a failure of the element. It fails the bundle, which is retried.
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
    _ name: String?, _ transform: @escaping @Sendable (Element) throws -> Output, file: StaticString = #fileID,
    line: UInt = #line
  ) -> (results: PCollection<Output>, failures: PCollection<Failure<Element>>) {
    tryMap(name, verb: "TryMap", with: {}, { value, _ in try transform(value) }, file: file, line: line)
  }

  /// Maps each element; elements whose function throws go to `failures`. See the form with a name.
  @inlinable @inline(__always)
  public func tryMap<Output: Streamable>(
    _ transform: @escaping @Sendable (Element) throws -> Output, file: StaticString = #fileID, line: UInt = #line
  ) -> (results: PCollection<Output>, failures: PCollection<Failure<Element>>) {
    tryMap(nil, transform, file: file, line: line)
  }

  /// Maps each element with the help of a tool, such as a parser that reuses memory and is not thread-safe. For connectors and
  /// formats, whose steps have a verb of their own.
  /// - Parameter makeTool: creates the tool. It is called once per bundle executor, so one thread at a time uses a tool.
  @inlinable @inline(__always)
  package func tryMap<Output: Streamable, Tool>(
    _ name: String?, verb: String, with makeTool: @escaping @Sendable () -> Tool,
    _ transform: @escaping @Sendable (Element, Tool) throws -> Output, file: StaticString, line: UInt
  ) -> (results: PCollection<Output>, failures: PCollection<Failure<Element>>) {
    addTryMap(
      name, verb: verb, SourceSite(file, line), Codec<Output>.make(), Codec<Failure<Element>>.make(), with: makeTool
    ) { values, count, results, failures, tool in
      var i = 0
      while i < count {
        let value = (values + i).move()
        results.pointee.index = Int32(truncatingIfNeeded: i)
        do {
          results.pointee.emit(try transform(value, tool))
        } catch {
          if FailureOutlet<Element>.endsBundle(error) {
            (values + i + 1).deinitialize(count: count &- i &- 1)
            throw error
          }
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

  /// Adds a step that runs a loop with results and failures.
  @usableFromInline package func addTryMap<Output, Tool>(
    _ name: String?, verb: String, _ site: SourceSite, _ results: Codec<Output>, _ failures: Codec<Failure<Element>>,
    with makeTool: @escaping @Sendable () -> Tool, _ loop: @escaping TryMapLoop<Element, Output, Tool>
  ) -> (results: PCollection<Output>, failures: PCollection<Failure<Element>>) {
    let step = graph.step(explicit: name, verb: verb, site: site)
    let good = graph.addCollection(results, traits: traits)
    let bad = graph.addCollection(failures, traits: traits)
    let discarded = graph.makeReport(ofStep: step.path)
      .counter(
        "failuresDiscarded", "elements failed, and no step reads `failures`",
        one: "element failed, and no step reads `failures`")
    graph.add(
      step,
      .parDo { receivers, scope in
        TryMapOperator(
          tool: makeTool(), loop: loop, step: step, results: try receivers[0].taking(Output.self),
          failures: FailureOutlet(
            step: step, scope: scope, to: try receivers[1].taking(Failure<Element>.self), discarded: discarded,
            describeContent: { OriginText.content(of: $0, time: $1, in: $2) }))
      }, inputs: [id], outputs: [("results", good), ("failures", bad)])
    return (PCollection<Output>(graph: graph, id: good), PCollection<Failure<Element>>(graph: graph, id: bad))
  }
}

/// Emits the failures of a `tryMap`.
public final class FailureOutlet<Element> {
  private let step: Step
  private let scope: BundleScope
  private let describeContent: (Element, Timestamp, ContextTable.Entry) -> String
  fileprivate let outlet: Outlet<Failure<Element>>
  /// The receiver that discards the failures, and the counter of those; nil if a step reads them.
  private let discarding: (receiver: AnyReceiver, counter: ConnectorCounter)?

  /// - Parameters:
  ///   - discarded: counts the failures if no step reads them.
  ///   - describeContent: formats an element of unknown origin, from its content.
  init(
    step: Step, scope: BundleScope, to receiver: Receiver<Failure<Element>>, discarded: ConnectorCounter,
    describeContent: @escaping (Element, Timestamp, ContextTable.Entry) -> String
  ) {
    self.step = step
    self.scope = scope
    self.describeContent = describeContent
    outlet = Outlet(to: receiver, results: .one)
    discarding = receiver is DiscardingReceiver<Failure<Element>> ? (receiver, discarded) : nil
    scope.wantsOrigins = true
  }

  /// The failures that had been discarded when the bundle started.
  private var discardedBefore = 0

  /// Called at the start of a bundle.
  fileprivate func start() {
    outlet.start()
    if let discarding { discardedBefore = discarding.receiver.elementsIn }
  }

  /// Counts the failures of a bundle that has run to its end, if no step reads them.
  fileprivate func countDiscarded() {
    if let discarding { discarding.counter.add(discarding.receiver.elementsIn - discardedBefore) }
  }

  /// Whether an error ends the bundle, instead of being a failure of the element.
  @usableFromInline package static func endsBundle(_ error: any Error) -> Bool {
    error is RetryableError || error is BundleAbandoned
  }

  /// Emits an element and the error that its function threw.
  @usableFromInline package func emit(_ element: consuming Element, _ error: any Error, index: Int) {
    let header = outlet.header
    let time = Timestamp(milliseconds: header.time(at: index))
    let origin = header.origin(at: index) ?? describeContent(element, time, scope.contexts[header.context(at: index)])
    outlet.emitter.pointee.index = Int32(truncatingIfNeeded: index)
    outlet.emitter.pointee.emit(
      Failure(element: element, reason: "\(error)", step: step.path, origin: origin, timestamp: time))
  }
}

/// Runs a loop with results and failures.
package final class TryMapOperator<Input, Output, Tool>: Receiver<Input> {
  private let tool: Tool
  private let loop: TryMapLoop<Input, Output, Tool>
  private let results: Outlet<Output>
  private let failures: FailureOutlet<Input>

  init(
    tool: Tool, loop: @escaping TryMapLoop<Input, Output, Tool>, step: Step, results: Receiver<Output>,
    failures: FailureOutlet<Input>
  ) {
    self.tool = tool
    self.loop = loop
    self.results = Outlet(to: results, results: .one)
    self.results.step = step
    self.failures = failures
    super.init(of: Input.self)
  }

  package override func start() throws {
    try super.start()
    results.start()
    failures.start()
  }

  package override func take(_ values: UnsafeMutablePointer<Input>, _ count: Int, _ header: Header) throws {
    let outer = enter(count)
    defer { leave(to: outer) }
    results.begin(header)
    failures.outlet.begin(header)
    try loop(values, count, results.emitter, failures, tool)
    try results.end()
    try failures.outlet.end()
  }

  package override func finish() throws {
    try super.finish()
    failures.countDiscarded()
  }

  package override func abort() {
    results.abort()
    failures.outlet.abort()
  }
}
