package import Rows

/// The script of a test stream. Its elements are byte strings: encoded elements.
package struct TestScript: Sendable {
  /// What a test stream does.
  package enum Event: Sendable {
    /// Emits elements, as one bundle. Each is in its nested encoding.
    case elements([(encoded: Bytes, time: Timestamp)])
    /// Advances the watermark.
    case watermark(Timestamp)
    /// Advances processing time by this many milliseconds.
    case processingTime(Int64)
  }

  /// The events, in order.
  let events: [Event]
}

extension Pipeline {
  /// Adds a source with a script, and a step that decodes its elements.
  /// - Parameter isBounded: whether the collection counts as finite, which the end of the script makes it.
  package func playTestStream<Element: Streamable>(
    _ name: String?, of type: Element.Type, _ events: [TestScript.Event], isBounded: Bool, file: StaticString,
    line: UInt
  ) -> PCollection<Element> {
    composite(name, verb: "TestStream", file: file, line: line) { pipeline in
      let step = pipeline.graph.step(explicit: "Play", verb: "Play", site: SourceSite(file, line))
      let output = pipeline.graph.addCollection(
        Codec<Bytes>.make(), traits: CollectionTraits(windowing: .global, isBounded: isBounded))
      pipeline.graph.add(
        step, .testStream(TestScript(events: events)), inputs: [],
        outputs: [("main", output)])
      return PCollection<Bytes>(graph: pipeline.graph, id: output).map("Decode") { try $0.decode(Element.self) }
    }
  }
}
