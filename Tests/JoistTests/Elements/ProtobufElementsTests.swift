import BeamModel
import Joist
import JoistTesting
import Testing

/// Protobuf messages as elements: those of Beam's model as they are generated, others by their two methods.
@Suite struct ProtobufElementsTests {
  @Test("Generated messages are passed between stages and grouped") func generatedMessagesCrossStagesAndAreGrouped()
    throws
  {
    let specs = try testPipeline { pipeline in
      pipeline.create(1...40).map { number in
        BeamProto.FunctionSpec.with {
          $0.urn = "urn:\(number % 4)"
          $0.payload = Bytes([UInt8](repeating: UInt8(number), count: number))
        }
      }.reshuffle().keyed { $0.urn }.groupByKey().map { group in
        BeamProto.PTransform.with {
          $0.uniqueName = group.key
          $0.spec = group.value.max { $0.payload.count < $1.payload.count }
        }
      }.reshuffle()
    }
    #expect(specs.elements.map(\.uniqueName).sorted() == ["urn:0", "urn:1", "urn:2", "urn:3"])
    #expect(specs.elements.allSatisfy { $0.spec?.urn == $0.uniqueName })
    #expect(specs.elements.compactMap { $0.spec?.payload.count }.sorted() == [37, 38, 39, 40])
    #expect(
      BeamProto.FunctionSpec.coderSpec.payload == Bytes(utf8: "org.apache.beam.model.pipeline.v1.FunctionSpec"))
  }

  /// A message as a generator of somebody else's makes it.
  struct Visit: Sendable, Equatable {
    var page = ""
    func serializedBytes() throws -> [UInt8] {
      if page == "unwritable" { throw Refused() }
      return [10, UInt8(page.utf8.count)] + Array(page.utf8)
    }
    init(page: String) { self.page = page }
    init(serializedBytes bytes: [UInt8]) throws {
      guard bytes.count >= 2, bytes[0] == 10, Int(bytes[1]) == bytes.count - 2 else { throw Refused() }
      page = String(decoding: bytes.dropFirst(2), as: UTF8.self)
    }
  }
  struct Refused: Error {}

  @Test("A type with the two methods is an element") func aTypeWithTheTwoMethodsIsAnElement() throws {
    let pages = try testPipeline { pipeline in
      pipeline.create(["/a", "/b", "/a"]).map { Visit(page: $0) }.reshuffle().map { KV($0.page, $0) }.groupByKey()
        .map { KV($0.key, $0.value.map(\.page)) }
    }
    #expect(Set(pages.elements) == [KV("/a", ["/a", "/a"]), KV("/b", ["/b"])])
  }

  @Test("The error for a message that cannot be encoded names the step") func aMessageThatCannotBeWrittenNamesTheStep()
    throws
  {
    let failure = try #require(throws: StepFailure.self) {
      _ = try testPipeline { $0.create(["unwritable"]).map("Make") { Visit(page: $0) }.reshuffle() }
    }
    #expect(failure.step == "Make")
    #expect(failure.description.contains("Visit cannot be serialized: Refused()"))
  }
}

extension ProtobufElementsTests.Visit: ProtobufStreamable {}
