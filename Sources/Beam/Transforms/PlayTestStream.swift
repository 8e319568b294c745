package import Rows

/// The script of a test stream, with encoded elements.
package struct TestScript: Sendable {
  /// What a test stream does.
  package enum Event: Sendable {
    /// Emits elements, as one bundle. Each is in Beam's outer encoding.
    case elements([(encoded: Bytes, time: Timestamp)])
    /// Advances the watermark.
    case watermark(Timestamp)
    /// Advances processing time by this many milliseconds.
    case processingTime(Int64)
  }

  /// The coder of the elements.
  let coder: CoderSpec
  /// The events, in order.
  let events: [Event]
}

extension Pipeline {
  /// Adds a source with a script, and a step that passes its elements on: an engine that does not know the elements' types cannot group
  /// them.
  package func playTestStream<Element: Streamable>(
    _ name: String?, of type: Element.Type, _ events: [TestScript.Event], file: StaticString, line: UInt
  ) -> PCollection<Element> {
    composite(name, verb: "TestStream", file: file, line: line) { pipeline in
      let step = pipeline.graph.step(explicit: "Play", verb: "Play", site: SourceSite(file, line))
      let codec = Codec<Element>.make()
      let output = pipeline.graph.addCollection(
        codec, traits: CollectionTraits(windowing: .global, isBounded: false))
      pipeline.graph.add(
        step, .testStream(TestScript(coder: Element.coderSpec, events: events)), inputs: [],
        outputs: [("main", output)])
      return PCollection<Element>(graph: pipeline.graph, id: output).map("Pass") { $0 }
    }
  }
}
