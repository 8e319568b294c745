import BeamModel
import Foundation
import ModelFuzzing
import Rows
import Testing

/// Malformed messages are refused, with the position of the error.
@Suite struct DecodingErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let reason: ProtobufError.Reason
    let offset: Int
    var testDescription: String { "\(reason) at \(offset)" }
  }

  static let cases = [
    Case(bytes: [0x0A, 5, 0x75], reason: .truncated, offset: 2),
    Case(bytes: [0x0A], reason: .truncated, offset: 1),
    Case(bytes: [0x80], reason: .truncated, offset: 1),
    Case(bytes: [0x11, 1, 2], reason: .truncated, offset: 1),
    Case(bytes: [0x0A] + Array(repeating: 0xFF, count: 9) + [1], reason: .truncated, offset: 11),
    Case(bytes: [0x08] + Array(repeating: 0x80, count: 10), reason: .malformedVarint, offset: 11),
    Case(bytes: [0x00, 1], reason: .malformedTag, offset: 1),
    Case(bytes: [0x0E], reason: .malformedTag, offset: 1),
    Case(bytes: [0x0F], reason: .malformedTag, offset: 1),
    Case(bytes: [0x80, 0x80, 0x80, 0x80, 0x10, 0], reason: .malformedTag, offset: 5),
    Case(bytes: [0x88, 0x80, 0x80, 0x80, 0x80, 0x00, 1], reason: .malformedTag, offset: 6),
    Case(bytes: [0x0C], reason: .malformedTag, offset: 1),
    Case(bytes: [0x0B, 0x14], reason: .malformedTag, offset: 2),
    Case(bytes: [0x0B, 0x08, 1], reason: .truncated, offset: 3),
    Case(bytes: [0x0A, 2, 0xC3, 0x28], reason: .invalidUTF8, offset: 4),
  ]

  @Test("Errors have the offset of the fault", arguments: cases, RoundTrip.Input.allCases)
  func offsets(_ fault: Case, _ input: RoundTrip.Input) {
    let error = #expect(throws: ProtobufError.self) {
      try RoundTrip.decode(BeamProto.FunctionSpec.self, fault.bytes, from: input)
    }
    #expect(error?.reason == fault.reason)
    #expect(error?.offset == fault.offset)
  }

  @Test("Errors name the field and the enclosing fields") func paths() {
    let bytes: [UInt8] = [0x0A, 6, 0x12, 4, 0x0A, 2, 0xC3, 0x28]  // components.transforms: a key that is not UTF-8
    let error = #expect(throws: ProtobufError.self) { try BeamProto.Pipeline(serializedBytes: bytes) }
    #expect(
      error?.description == """
        not a protobuf message: a string is not valid UTF-8 (byte 8, in field 2 of \
        org.apache.beam.model.pipeline.v1.Components, in field 1 of org.apache.beam.model.pipeline.v1.Pipeline)
        """)
  }

  @Test("A message of more than 2 GiB is refused before it is read") func hugeMessages() {
    let byte = UnsafeMutableRawBufferPointer.allocate(byteCount: 1, alignment: 1)
    defer { byte.deallocate() }
    // Says that it is larger than it is: the decoder must not look.
    let memory = UnsafeRawBufferPointer(start: byte.baseAddress, count: ProtobufLimits.size + 1)
    let error = #expect(throws: ProtobufError.self) { try BeamProto.Pipeline(serializedBytes: memory) }
    #expect(error?.reason == .tooLarge)
  }

  /// As many array types in one another.
  private func nested(_ levels: Int) -> [UInt8] {
    var type = BeamProto.ArrayType()
    for _ in 0..<levels / 2 {
      let inner = type
      type = .with { $0.elementType = .with { $0.typeInfo = .arrayType(inner) } }
    }
    return Array(type.serializedBytes())
  }

  @Test("Messages may be nested 100 levels deep") func messageDepth() throws {
    #expect(try BeamProto.ArrayType(serializedBytes: nested(100)).elementType != nil)
    let error = #expect(throws: ProtobufError.self) { try BeamProto.ArrayType(serializedBytes: nested(102)) }
    #expect(error?.reason == .tooDeep)
    #expect(error?.path.count == 8)
  }

  @Test("Groups may be nested 100 levels deep") func groupDepth() throws {
    func groups(_ levels: Int) -> [UInt8] {
      Array(repeating: 0x0B, count: levels) + Array(repeating: 0x0C, count: levels)
    }
    #expect(try BeamProto.FunctionSpec(serializedBytes: groups(100)).unknownFields.bytes.count == 200)
    let error = #expect(throws: ProtobufError.self) { try BeamProto.FunctionSpec(serializedBytes: groups(101)) }
    #expect(error?.reason == .tooDeep)
  }

  @Test("The deepest message fits the stack of a small thread") func stackSize() async {
    let deepest = nested(100)
    let isRead = await withCheckedContinuation { continuation in
      let thread = Thread {
        let type = try? BeamProto.ArrayType(serializedBytes: deepest)
        continuation.resume(returning: type?.serializedBytes() == Bytes(deepest))
      }
      thread.stackSize = 512 * 1024
      thread.start()
    }
    #expect(isRead)
  }
}
