import BeamModel
import Rows
import Testing

/// Messages built by hand, against bytes written down from protobuf's encoding rules.
@Suite struct MessageTests {
  @Test("Nested, repeated and map fields are read back") func roundTrip() throws {
    let pipeline = Samples.pipeline
    let again = try BeamProto.Pipeline(serializedBytes: pipeline.serializedBytes())
    #expect(again == pipeline)
    #expect(again.components?.transforms["a"]?.spec?.urn == "beam:transform:impulse:v1")
  }

  @Test("Fields have protobuf's wire format") func wireFormat() {
    let function = BeamProto.FunctionSpec.with {
      $0.urn = "u"
      $0.payload = [7]
    }
    #expect(function.serializedBytes() == [0x0A, 1, 0x75, 0x1A, 1, 7])
    let negative: [UInt8] = [0x10] + Array(repeating: 0xFF, count: 9) + [1]
    #expect(GoogleProto.Duration.with { $0.nanos = -1 }.serializedBytes() == Bytes(negative))
    #expect(BeamProto.FunctionSpec().serializedBytes().isEmpty)
  }

  @Test("A field with presence is written even if it has the default value") func presence() throws {
    let value = GoogleProto.Value.with { $0.kind = .numberValue(0) }
    #expect(value.serializedBytes() == [0x11, 0, 0, 0, 0, 0, 0, 0, 0])
    let transform = BeamProto.PTransform.with { $0.spec = .init() }
    #expect(transform.serializedBytes() == [0x0A, 0])
    #expect(try BeamProto.PTransform(serializedBytes: [0x0A, 0] as [UInt8]).spec != nil)
  }

  @Test("Negative zero is not the default value") func negativeZero() throws {
    let value = BeamProto.AtomicTypeValue.with { $0.value = .double(-0.0) }
    let again = try BeamProto.AtomicTypeValue(serializedBytes: value.serializedBytes())
    #expect(again.value?.double?.sign == .minus)
  }

  @Test("Repeated numbers are written packed, and read packed or not") func packed() throws {
    let packed: [UInt8] = [0x1A, 4, 1, 2, 0xAC, 2]
    let single: [UInt8] = [0x18, 1, 0x18, 2, 0x18, 0xAC, 2]
    let histogram = BeamProto.HistogramValue.with { $0.bucketCounts = [1, 2, 300] }
    #expect(histogram.serializedBytes() == Bytes(packed))
    #expect(try BeamProto.HistogramValue(serializedBytes: packed) == histogram)
    #expect(try BeamProto.HistogramValue(serializedBytes: single) == histogram)
  }

  @Test("A message that occurs twice is merged, and a scalar is replaced") func duplicates() throws {
    let first = BeamProto.PTransform.with { $0.spec = .with { $0.urn = "u" } }
    let second = BeamProto.PTransform.with {
      $0.spec = .with { $0.payload = [1] }
      $0.uniqueName = "n"
    }
    let both = Array(first.serializedBytes()) + Array(second.serializedBytes())
    let merged = try BeamProto.PTransform(serializedBytes: both)
    #expect(
      merged.spec
        == .with {
          $0.urn = "u"; $0.payload = [1]
        })
    #expect(merged.uniqueName == "n")
  }

  @Test("A oneof has the last value, and merges a message that occurs twice") func oneofs() throws {
    let first = FnProto.StateKey.with { $0.type = .bagUserState(.with { $0.transformID = "t" }) }
    let second = FnProto.StateKey.with { $0.type = .bagUserState(.with { $0.userStateID = "s" }) }
    let other = FnProto.StateKey.with { $0.type = .runner(.with { $0.key = [1] }) }
    let merged = try FnProto.StateKey(
      serializedBytes: Array(first.serializedBytes()) + Array(second.serializedBytes()))
    #expect(
      merged.type?.bagUserState
        == .with {
          $0.transformID = "t"; $0.userStateID = "s"
        })
    let last = try FnProto.StateKey(serializedBytes: Array(first.serializedBytes()) + Array(other.serializedBytes()))
    #expect(last.type == .runner(.with { $0.key = [1] }))
  }

  @Test("Messages can contain themselves") func recursion() throws {
    let type = BeamProto.FieldType.with {
      $0.typeInfo = .mapType(
        .with {
          $0.keyType = .with { $0.typeInfo = .atomicType(.string) }
          $0.valueType = .with {
            $0.typeInfo = .arrayType(.with { $0.elementType = .with { $0.typeInfo = .atomicType(.int64) } })
          }
        })
    }
    #expect(try BeamProto.FieldType(serializedBytes: type.serializedBytes()) == type)
  }

  @Test("Equal messages have equal bytes, whatever the order of their maps") func determinism() {
    let names = (0..<100).map { "coder \($0)" }
    func components(_ names: [String]) -> BeamProto.Components {
      .with { for name in names { $0.coders[name] = .with { $0.spec = .with { $0.urn = name } } } }
    }
    #expect(components(names).serializedBytes() == components(names.reversed()).serializedBytes())
  }

  @Test("An enum keeps unknown numbers") func unknownNumbers() throws {
    let bytes: [UInt8] = [0x18, 77]
    let collection = try BeamProto.PCollection(serializedBytes: bytes)
    #expect(collection.isBounded == .init(rawValue: 77))
    #expect(collection.isBounded.description == "77")
    #expect(BeamProto.IsBounded.bounded.description == "BOUNDED")
    #expect(Array(collection.serializedBytes()) == bytes)
  }

  @Test("Type names are unique, and empty messages have no bytes") func emptyMessages() {
    #expect(ProtobufMessageTypes.all.count == 231)
    #expect(Set(ProtobufMessageTypes.all.map { $0.protobufName }).count == 231)
    for type in ProtobufMessageTypes.all { #expect(type.init().serializedBytes().isEmpty) }
  }
}
