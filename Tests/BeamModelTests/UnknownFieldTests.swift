import BeamModel
import Rows
import Testing

/// What a type does not know travels on.
@Suite struct UnknownFieldTests {
  /// Fields of number 1000 in every wire form, a group with a field in it among them.
  static let fields: [[UInt8]] = [
    [0xC0, 0x3E, 0x96, 0x01],
    [0xC1, 0x3E, 1, 2, 3, 4, 5, 6, 7, 8],
    [0xC2, 0x3E, 3, 1, 2, 3],
    [0xC3, 0x3E, 0x08, 5, 0xC4, 0x3E],
    [0xC5, 0x3E, 1, 2, 3, 4],
  ]

  @Test("An unknown field is kept and written again", arguments: fields)
  func kept(_ field: [UInt8]) throws {
    let bytes = field + [0x0A, 1, 0x75]
    let function = try BeamProto.FunctionSpec(serializedBytes: bytes)
    #expect(function.urn == "u")
    #expect(function.unknownFields.bytes == field)
    #expect(Array(function.serializedBytes()) == [0x0A, 1, 0x75] + field)
  }

  @Test("A known field with another wire type is an unknown field") func wireTypes() throws {
    let number: [UInt8] = [0x08, 5]  // field 1 of FunctionSpec is a string
    let function = try BeamProto.FunctionSpec(serializedBytes: number)
    #expect(function.urn.isEmpty)
    #expect(function.unknownFields.bytes == number)
  }

  @Test("Messages with different unknown fields are not equal") func equality() throws {
    let first = try BeamProto.FunctionSpec(serializedBytes: Self.fields[0])
    let second = try BeamProto.FunctionSpec(serializedBytes: Self.fields[1])
    #expect(first != second)
    #expect(first != BeamProto.FunctionSpec())
  }
}
