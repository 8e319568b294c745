public import Rows

extension PCollection where Element: Streamable {
  /// Runs a `DoFn` over the elements, for functions that need state, a lifecycle, or several outputs.
  ///
  /// ```swift
  /// let outputs = lines.parDo(Check())
  /// let numbers = outputs.main
  /// let rejected = outputs.bad      // the OutputTag property `bad` of Check
  /// ```
  /// - Parameters:
  ///   - name: the step's name; by default the function's type.
  ///   - make: creates an instance. It is called once per bundle executor, so one thread at a time uses an instance.
  @discardableResult
  @inlinable @inline(__always)
  public func parDo<Function: DoFn>(
    _ name: String?, _ make: @autoclosure @escaping @Sendable () -> Function, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Outputs<Function> where Function.Input == Element {
    parDo(name, verb: "\(Function.self)", make(), file: file, line: line)
  }

  /// Runs a `DoFn` over the elements. For transforms that are built on one, whose steps have a verb of their own.
  @inlinable @inline(__always)
  func parDo<Function: DoFn>(
    _ name: String?, verb: String, _ make: @autoclosure @escaping @Sendable () -> Function, file: StaticString,
    line: UInt
  ) -> Outputs<Function> where Function.Input == Element {
    addParDo(name, verb: verb, SourceSite(file, line), make, Codec<Function.Output>.make()) {
      batch, failed in
      let (function, values, count, emitter) = (batch.function, batch.values, batch.count, batch.emitter)
      var i = 0
      while i < count {
        let value = (values + i).move()
        emitter.pointee.index = Int32(truncatingIfNeeded: i)
        do {
          try function.pointee.process(value, in: Context(emitter, batch.scope))
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

  /// Runs a `DoFn` over the elements, under the name of its type.
  @discardableResult
  @inlinable @inline(__always)
  public func parDo<Function: DoFn>(
    _ make: @autoclosure @escaping @Sendable () -> Function, file: StaticString = #fileID, line: UInt = #line
  ) -> Outputs<Function> where Function.Input == Element { parDo(nil, make(), file: file, line: line) }

  /// Runs a `DoFn` over the elements and returns its main output, so that the next transform can follow:
  /// `lines.parDo(Numbered()).map { … }`.
  @_disfavoredOverload
  @inlinable @inline(__always)
  public func parDo<Function: DoFn>(
    _ name: String?, _ make: @autoclosure @escaping @Sendable () -> Function, file: StaticString = #fileID,
    line: UInt = #line
  ) -> PCollection<Function.Output> where Function.Input == Element {
    parDo(name, make(), file: file, line: line).main
  }

  /// Runs a `DoFn` over the elements, under the name of its type, and returns its main output.
  @_disfavoredOverload
  @inlinable @inline(__always)
  public func parDo<Function: DoFn>(
    _ make: @autoclosure @escaping @Sendable () -> Function, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Function.Output> where Function.Input == Element {
    parDo(nil, make(), file: file, line: line).main
  }

  @usableFromInline func addParDo<Function: DoFn>(
    _ name: String?, verb: String, _ site: SourceSite, _ make: @escaping @Sendable () -> Function,
    _ codec: Codec<Function.Output>, _ loop: @escaping DoFnLoop<Function>
  ) -> Outputs<Function> where Function.Input == Element {
    let step = graph.step(explicit: name, verb: verb, site: site)
    let prototype = make()
    let windowFn = traits.windowing.windowFn
    let main = graph.addCollection(codec, traits: traits)
    var outputs: [(name: String, collection: Int)] = [("main", main)]
    var extras: [String: Int] = [:]
    for (name, tag) in OutputTags.declared(in: prototype) {
      let id = tag.addCollection(to: graph, from: traits)
      outputs.append((name, id))
      extras[name] = id
    }
    graph.add(
      step,
      .parDo { receivers, scope in
        try DoFnOperator(
          step: step, function: make(), loop: loop, windowFn: windowFn, scope: scope,
          output: try receivers[0].taking(Function.Output.self), extraReceivers: receivers.dropFirst())
      }, inputs: [id], outputs: outputs, pipelineDepth: Function.pipelineDepth)
    return Outputs(
      main: PCollection<Function.Output>(graph: graph, id: main), extras: extras, prototype: prototype, graph: graph)
  }
}
