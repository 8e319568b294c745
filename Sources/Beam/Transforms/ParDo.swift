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
    addParDo(name, verb: verb, SourceSite(file, line), make, Codec<Function.Output>.make(), Function.loops)
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
    _ codec: Codec<Function.Output>, _ loops: DoFnLoops<Function>
  ) -> Outputs<Function> where Function.Input == Element {
    let step = graph.step(explicit: name, verb: verb, site: site)
    let prototype = make()
    let windowing = traits.windowing
    let main = graph.addCollection(codec, traits: traits)
    var outputs: [(name: String, collection: Int)] = [("main", main)]
    var extras: [String: Int] = [:]
    for (name, tag) in OutputTags.declared(in: prototype) {
      let id = tag.addCollection(to: graph, from: traits)
      outputs.append((name, id))
      extras[name] = id
    }
    let link: @Sendable (_ function: Function, [AnyReceiver], BundleScope) throws -> DoFnOperator<Function> = {
      function, receivers, scope in
      try DoFnOperator(
        step: step, function: function, loop: loops.process, windowFn: windowing.windowFn, scope: scope,
        output: try receivers[0].taking(Function.Output.self), extraReceivers: receivers.dropFirst())
    }
    let declarations = Declarations(in: prototype)
    checkState(step, declarations, sortsInput: loops.keyed?.sortsInput ?? false)
    let kind: Node.Kind
    if declarations.isEmpty, !(loops.keyed?.sortsInput ?? false) {
      kind = .parDo { receivers, scope in try link(make(), receivers, scope) }
    } else if let keyed = loops.keyed {
      kind = .stateful(
        StatefulLinks(
          spec: StatefulSpec(declarations, sortsInput: keyed.sortsInput), write: keyed.writer.write,
          process: { receivers, bundle in
            let function = make()
            return StatefulOperator(
              step: step, function: function, loops: keyed, windowing: windowing, bundle: bundle,
              runner: try link(function, receivers, bundle))
          }))
    } else {
      graph.refuse(
        """
        step "\(step.path)" (\(step.site)) declares state or timers, but \(Function.self) is a DoFn: make it a StatefulDoFn over \
        pairs, so that it has a key to keep them for
        """)
      kind = .parDo { receivers, scope in try link(make(), receivers, scope) }
    }
    graph.add(
      step, kind, inputs: [id], outputs: outputs, pipelineDepth: Function.pipelineDepth,
      requiresStableInput: Function.requiresStableInput)
    return Outputs(
      main: PCollection<Function.Output>(graph: graph, id: main), extras: extras, prototype: prototype, graph: graph)
  }

  /// Refuses state where it would not work.
  private func checkState(_ step: Step, _ declarations: Declarations, sortsInput: Bool) {
    if let misplaced = declarations.misplaced {
      graph.refuse(
        """
        step "\(step.path)" (\(step.site)): \(misplaced) is a state or timer within another property; declare it as a property of \
        the function itself
        """)
    }
    if !declarations.isEmpty || sortsInput, traits.windowing.windowFn.merges, !traits.windowing.isMerged {
      graph.refuse(
        """
        step "\(step.path)" (\(step.site)) keeps state or timers for each window, but its input is in \
        \(traits.windowing.windowFn), which merge: no window is known for sure until a grouping has merged it; group first, \
        or build the sessions with state and timers in the global window
        """)
    }
  }
}
