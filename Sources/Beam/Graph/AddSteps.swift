import Rows

// The inlinable transforms call these functions to add their steps to the graph. They are not specialised: they run once per
// step, not per element.

extension PCollection {
  @usableFromInline func addMap<Output>(
    _ name: String?, verb: String, _ site: SourceSite, _ codec: Codec<Output>,
    _ loop: @escaping MapLoop<Element, Output>
  ) -> PCollection<Output> {
    addStep(name, verb: verb, site, codec) { step in
      { outputs, _ in MapOperator(step: step, loop: loop, output: try outputs[0].taking(Output.self)) }
    }
  }

  @usableFromInline func addFilter(
    _ name: String?, _ site: SourceSite, _ loop: @escaping FilterLoop<Element>
  ) -> PCollection<Element> {
    addSameType(name, verb: "Filter", site) { step in
      { outputs, _ in FilterOperator(step: step, loop: loop, output: try outputs[0].taking(Element.self)) }
    }
  }

  @usableFromInline func addFlatMap<Output>(
    _ name: String?, verb: String, _ site: SourceSite, _ codec: Codec<Output>,
    _ loop: @escaping FlatMapLoop<Element, Output>
  ) -> PCollection<Output> {
    addStep(name, verb: verb, site, codec) { step in
      { outputs, scope in
        FlatMapOperator(step: step, loop: loop, output: try outputs[0].taking(Output.self), scope: scope)
      }
    }
  }

  @usableFromInline func addTimestamps(
    _ name: String?, _ site: SourceSite, _ loop: @escaping TimestampLoop<Element>
  ) -> PCollection<Element> {
    addSameType(name, verb: "WithTimestamps", site) { [graph, traits] step in
      // Only a source without an end has a watermark that passes windows before all of their elements are read.
      let movedBack = traits.isBounded ? nil : MovedBackTimestamps(graph.makeReport(ofStep: step.path))
      return { outputs, _ in
        TimestampOperator(step: step, loop: loop, movedBack: movedBack, output: try outputs[0].taking(Element.self))
      }
    }
  }

  /// Adds a function with one output of another type.
  func addStep<Output>(
    _ name: String?, verb: String, _ site: SourceSite, _ codec: Codec<Output>, _ link: (Step) -> Node.Link
  ) -> PCollection<Output> {
    let step = graph.step(explicit: name, verb: verb, site: site)
    let output = graph.addCollection(codec, traits: traits)
    graph.add(step, .parDo(link(step)), inputs: [id], outputs: [("main", output)])
    return PCollection<Output>(graph: graph, id: output)
  }

  /// Adds a function whose output has the type, and so the coder, of its input.
  func addSameType(
    _ name: String?, verb: String, _ site: SourceSite, traits: CollectionTraits? = nil, _ link: (Step) -> Node.Link
  ) -> PCollection<Element> {
    let step = graph.step(explicit: name, verb: verb, site: site)
    let output = graph.addCollection(codec, traits: traits ?? self.traits)
    graph.add(step, .parDo(link(step)), inputs: [id], outputs: [("main", output)])
    return PCollection(graph: graph, id: output)
  }

  /// The codec of the elements.
  var codec: Codec<Element> {
    guard let collection = graph.collection(id) as? Collection<Element> else {
      preconditionFailure("collection \(id) of the graph does not hold \(Element.self)")
    }
    return collection.codec
  }
}
