public import Rows

extension PCollection where Element: Streamable {
  /// Runs a splittable function over the elements. Each element stands for work that can be split, stopped and resumed.
  @discardableResult
  @inlinable @inline(__always)
  public func parDo<Function: SplittableDoFn>(
    _ name: String?, _ make: @autoclosure @escaping @Sendable () -> Function, file: StaticString = #fileID,
    line: UInt = #line
  ) -> PCollection<Function.Output> where Function.Input == Element {
    addSplittable(name, SourceSite(file, line), make, Codec<Function.Output>.make()) {
      call, element, claims in
      try call.function.pointee.process(element, &claims, in: SourceContext(call.emitter, call.scope, call.state))
    }
  }

  /// Runs a splittable function over the elements, under the name of its type.
  @discardableResult
  @inlinable @inline(__always)
  public func parDo<Function: SplittableDoFn>(
    _ make: @autoclosure @escaping @Sendable () -> Function, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Function.Output> where Function.Input == Element { parDo(nil, make(), file: file, line: line) }

  @usableFromInline package func addSplittable<Function: SplittableDoFn>(
    _ name: String?, _ site: SourceSite, _ make: @escaping @Sendable () -> Function, _ codec: Codec<Function.Output>,
    data: Bytes = Bytes(), pieces: Int? = nil, _ loop: @escaping ProcessLoop<Function>
  ) -> PCollection<Function.Output> where Function.Input == Element {
    typealias Paired = PairOperator<Function>.Paired
    typealias Sized = SplitOperator<Function>.Sized
    let step = graph.step(explicit: name, verb: "\(Function.self)", site: site)
    var traits = traits
    let paired = graph.addCollection(Codec<Paired>.make(), traits: traits)
    let sized = graph.addCollection(Codec<Sized>.make(), traits: traits)
    traits.isBounded = traits.isBounded && Function.isBounded
    let output = graph.addCollection(codec, traits: traits)
    let links = SplittableLinks(
      pair: { receivers, _ in
        PairOperator<Function>(step: step, function: make(), output: try receivers[0].taking(Paired.self))
      },
      split: { receivers, scope in
        SplitOperator<Function>(
          step: step, function: make(), scope: scope, output: try receivers[0].taking(Sized.self))
      },
      process: { receivers, scope in
        ProcessOperator(
          step: step, function: make(), loop: loop, scope: scope,
          output: try receivers[0].taking(Function.Output.self))
      },
      paired: graph.collection(paired), sized: graph.collection(sized),
      restriction: Function.Tracker.Restriction.coderSpec, estimatorState: Function.Estimator.State.coderSpec,
      sizeUnit: Function.sizeUnit, isBounded: Function.isBounded)
    graph.add(step, .splittable(links), inputs: [id], outputs: [("main", output)], data: data, pieces: pieces)
    return PCollection<Function.Output>(graph: graph, id: output)
  }
}
