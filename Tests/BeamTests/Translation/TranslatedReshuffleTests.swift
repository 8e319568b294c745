import Beam
import BeamModel
import Rows
import Testing

/// A reshuffle contains parts for runners that do not support it.
@Suite struct TranslatedReshuffleTests {
  private func pipeline() throws -> (BeamProto.Components, BeamProto.PTransform) {
    let pipeline = Pipeline()
    _ = pipeline.create(["a"]).windowed(by: .fixed(.seconds(10))).reshuffle("Deal").map("Use") { $0 }
    let portable = try pipeline.portable()
    let components = try #require(portable.components)
    let deal = try #require(components.transforms["Deal"])
    return (components, deal)
  }

  @Test("A reshuffle is a composite of its parts") func parts() throws {
    let (components, deal) = try pipeline()
    #expect(deal.spec?.urn == "beam:transform:reshuffle:v1")
    #expect(deal.subtransforms == ["Deal/AddKeys", "Deal/GroupByKey", "Deal/RestoreTimestamps"])
    let parts = deal.subtransforms.compactMap { components.transforms[$0] }
    #expect(
      parts.map { $0.spec?.urn } == [
        "beam:transform:pardo:v1", "beam:transform:group_by_key:v1", "beam:transform:pardo:v1",
      ])
    #expect(Array(parts[0].inputs.values) == Array(deal.inputs.values))
    #expect(Array(parts[0].outputs.values) == Array(parts[1].inputs.values))
    #expect(Array(parts[1].outputs.values) == Array(parts[2].inputs.values))
    #expect(Array(parts[2].outputs.values) == Array(deal.outputs.values))
    #expect(parts[0].spec?.payload != parts[2].spec?.payload)
  }

  @Test("Between the parts, groups fire at once in the same windows, and no element is late") func windowing() throws {
    let (components, deal) = try pipeline()
    let output = try #require(deal.outputs.values.first)
    let outside = try #require(components.pcollections[output])
    let group = try #require(components.transforms["Deal/GroupByKey"])
    let keyed = try #require(group.inputs.values.first)
    let between = try #require(components.pcollections[keyed])
    let inner = try #require(components.windowingStrategies[between.windowingStrategyID])
    let outer = try #require(components.windowingStrategies[outside.windowingStrategyID])
    #expect(inner.windowFn == outer.windowFn)
    #expect(inner.trigger?.trigger == .always(BeamProto.Trigger.Always()))
    #expect(outer.trigger?.trigger == .default(BeamProto.Trigger.Default()))
    #expect(inner.accumulationMode == .discarding)
    #expect(inner.outputTime == .earliestInPane)
    #expect(inner.allowedLateness == Timestamp.max.milliseconds)
    let coder = try #require(components.coders[between.coderID])
    #expect(coder.spec?.urn == "beam:coder:kv:v1")
  }
}
