import BeamModel
import Rows
import Testing

/// Messages built by hand, against bytes written down from protobuf's encoding rules.
@Suite struct MessageTests {
  @Test func `a message with nested, repeated and map fields round-trips`() throws {
    let pipeline = BeamProto.Pipeline.with {
      $0.rootTransformIds = ["a", "b"]
      $0.components = .with {
        $0.transforms["a"] = .with {
          $0.uniqueName = "Read"
          $0.spec = .with {
            $0.urn = BeamProto.StandardPTransforms.Primitives.impulse
            $0.payload = [0, 1, 255]
          }
          $0.outputs = ["out": "p"]
        }
        $0.pcollections["p"] = .with { $0.isBounded = .bounded }
      }
    }
    let again = try BeamProto.Pipeline(serializedBytes: pipeline.serializedBytes())
    #expect(again == pipeline)
    #expect(again.components?.transforms["a"]?.spec?.urn == "beam:transform:impulse:v1")
  }

  @Test func `fields are laid out as protobuf says`() {
    let function = BeamProto.FunctionSpec.with {
      $0.urn = "u"
      $0.payload = [7]
    }
    #expect(function.serializedBytes() == [0x0A, 1, 0x75, 0x1A, 1, 7])
    let negative: [UInt8] = [0x10] + Array(repeating: 0xFF, count: 9) + [1]
    #expect(GoogleProto.Duration.with { $0.nanos = -1 }.serializedBytes() == Bytes(negative))
    #expect(BeamProto.FunctionSpec().serializedBytes().isEmpty)
  }
}
