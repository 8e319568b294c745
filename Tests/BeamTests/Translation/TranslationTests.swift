import Beam
import BeamModel
import Rows
import Testing

@Suite struct TranslationTests {
  private typealias Primitives = BeamProto.StandardPTransforms.Primitives

  /// The components of a translated pipeline.
  private func components(_ build: (Pipeline) -> Void) throws -> BeamProto.Components {
    let pipeline = Pipeline()
    build(pipeline)
    return try #require(pipeline.portable().components)
  }

  private func parDo(_ transform: BeamProto.PTransform?) throws -> BeamProto.ParDoPayload {
    try BeamProto.ParDoPayload(serializedBytes: try #require(transform?.spec).payload)
  }

  private func reference(_ function: BeamProto.FunctionSpec?) throws -> FunctionReference {
    try #require(function).payload.decode(FunctionReference.self)
  }

  // MARK: Steps

  @Test("A function is referred to by its path") func path() throws {
    let all = try components { _ = $0.impulse().apply(Same()) }
    let transform = all.transforms["Same/Map"]
    let payload = try parDo(transform)
    #expect(transform?.spec?.urn == Primitives.parDo)
    #expect(transform?.inputs == ["in": "c0"])
    #expect(transform?.outputs == ["main": "c1"])
    #expect(transform?.environmentID == "joist")
    #expect(payload.doFn?.urn == "joist:dofn:v1")
    #expect(try reference(payload.doFn).path == "Same/Map")
    #expect(payload.restrictionCoderID == "")
  }

  @Test("The payload of a create contains its values") func create() throws {
    let all = try components { _ = $0.create("Fruits", ["apple", "fig"]) }
    let payload = try parDo(all.transforms["Fruits/Read"])
    #expect(try reference(payload.doFn).data == Bytes(utf8: "\u{5}apple\u{3}fig"))
    #expect(all.coders[payload.restrictionCoderID]?.spec?.urn == CoderURN.kv)
    #expect(all.transforms["Fruits/Read"]?.annotations["joist:pieces"] == Bytes(utf8: "2"))
    #expect(payload.restrictionCoderID == "kv(kv(varint, varint), joist:coder:timestamp:v1)")
    #expect(all.transforms["Fruits/Impulse"]?.spec?.urn == Primitives.impulse)
    #expect(all.transforms["Fruits/Impulse"]?.environmentID == "")
  }

  @Test("Extra outputs keep their names") func extraOutputs() throws {
    let all = try components { _ = $0.create("Numbers", [Int64(1)]).parDo(Halve()) }
    #expect(Set(try #require(all.transforms["Halve"]).outputs.keys) == ["main", "odd"])
  }

  @Test("A splittable step adds its requirement") func requirements() throws {
    let plain = Pipeline()
    _ = plain.impulse().map { $0.count }
    #expect(try plain.portable().requirements == [])
    let splittable = Pipeline()
    _ = splittable.create([1])
    #expect(try splittable.portable().requirements == ["beam:requirement:pardo:splittable_dofn:v1"])
  }

  @Test("A combine contains parts for runners that do not lift it") func unliftedCombine() throws {
    let all = try components { pipeline in
      _ = pipeline.create("Pairs", [KV("a", Int64(1))]).combinePerKey("Sums", Sum<Int64>())
    }
    let combine = try #require(all.transforms["Sums"])
    let payload = try BeamProto.CombinePayload(serializedBytes: try #require(combine.spec).payload)
    #expect(combine.spec?.urn == "beam:transform:combine_per_key:v1")
    #expect(payload.accumulatorCoderID == "varint")
    #expect(try reference(payload.combineFn).path == "Sums")
    #expect(combine.subtransforms == ["Sums/GroupByKey", "Sums/CombineValues"])
    let group = try #require(all.transforms["Sums/GroupByKey"])
    let values = try #require(all.transforms["Sums/CombineValues"])
    #expect(group.inputs == combine.inputs)
    #expect(Array(group.outputs.values) == Array(values.inputs.values))
    #expect(values.outputs == combine.outputs)
    #expect(values.spec?.urn == "beam:transform:combine_grouped_values:v1")
    let grouped = try #require(group.outputs["main"])
    #expect(all.pcollections[grouped]?.coderID == "kv(string_utf8, iterable(varint))")
  }

  @Test("The parts of a combine avoid the names of the user's steps") func names() throws {
    let all = try components { pipeline in
      let pairs = pipeline.create("Pairs", [KV("a", Int64(1))])
      _ = pairs.map("Sums/GroupByKey") { $0 }
      _ = pairs.combinePerKey("Sums", Sum<Int64>())
    }
    #expect(all.transforms["Sums/GroupByKey"]?.spec?.urn == Primitives.parDo)
    #expect(all.transforms["Sums"]?.subtransforms.first == "Sums/GroupByKey~")
    #expect(all.transforms["Sums/GroupByKey~"]?.spec?.urn == Primitives.groupByKey)
  }

  // MARK: Composites

  @Test("A composite lists the collections that cross its boundary") func boundaries() throws {
    let pipeline = Pipeline()
    let words = pipeline.create("Words", ["a"])
    _ = words.apply("Outer", CountLetters()).keys()
    let portable = try pipeline.portable()
    let all = try #require(portable.components)
    #expect(portable.rootTransformIds == ["Words", "Outer", "Map"])
    #expect(all.transforms["Outer"]?.subtransforms == ["Outer/Letters", "Outer/Count"])
    #expect(all.transforms["Outer"]?.inputs == ["in": "c3"])
    #expect(all.transforms["Outer"]?.outputs == all.transforms["Map"].map { ["out": $0.inputs["in"] ?? ""] })
    #expect(all.transforms["Outer/Count"]?.inputs == ["in": "c4"])
    #expect(all.transforms["Words"]?.inputs == [:])
    #expect(all.transforms["Words"]?.outputs == ["out": "c3"])
  }

  @Test("A composite without steps has no outputs") func emptyComposite() throws {
    let all = try components { _ = $0.create("Numbers", [Int64(1)]).apply(Nothing()) }
    #expect(all.transforms["Nothing"]?.inputs == ["in": "c3"])
    #expect(all.transforms["Nothing"]?.outputs == [:])
    #expect(all.transforms["Nothing"]?.subtransforms == [])
  }

  // MARK: Refusal

  @Test("A problem of the graph is thrown") func problem() throws {
    let pipeline = Pipeline()
    _ = pipeline.impulse("Twice").map("Twice") { $0.count }
    #expect { try pipeline.portable() } throws: { "\($0)".contains("two steps are named \"Twice\"") }
  }

  /// A composite with one step.
  private struct Same: PTransform {
    func expand(_ input: PCollection<Bytes>) -> PCollection<Bytes> { input.map { $0 } }
  }
}
