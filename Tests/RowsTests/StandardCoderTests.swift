import Testing

@testable import Rows

@Suite struct StandardCoderTests {
  private func check<Value: Streamable & Equatable>(_ value: Value, nested: [UInt8], outer: [UInt8]? = nil) throws {
    #expect(Bytes(encoding: value) == Bytes(nested))
    #expect(Bytes(encodingOuter: value) == Bytes(outer ?? nested))
    #expect(try Bytes(nested).decode(Value.self) == value)
    #expect(try Bytes(outer ?? nested).decodeOuter(Value.self) == value)
    for cut in nested.indices {
      #expect(throws: CoderError.self) { try Bytes(nested[..<cut]).decode(Value.self) }
    }
  }

  @Test("Values have Beam's encodings") func encodings() throws {
    try check(300, nested: [0xAC, 0x02])
    try check(Int32(-1), nested: [UInt8](repeating: 0xFF, count: 9) + [1])
    try check(UInt64.max, nested: [UInt8](repeating: 0xFF, count: 9) + [1])
    try check(true, nested: [1])
    try check(1.5, nested: [0x3F, 0xF8, 0, 0, 0, 0, 0, 0])
    try check(Float(1.5), nested: [0x3F, 0xF8, 0, 0, 0, 0, 0, 0])
    try check("aé", nested: [3, 0x61, 0xC3, 0xA9], outer: [0x61, 0xC3, 0xA9])
    try check(Bytes([9, 8]), nested: [2, 9, 8], outer: [9, 8])
    try check(Optional("a"), nested: [1, 1, 0x61], outer: [1, 0x61])
    try check(["a", ""], nested: [0, 0, 0, 2, 1, 0x61, 0])
    try check(Set([7]), nested: [0, 0, 0, 1, 7])
    try check(["a": 1], nested: [0, 0, 0, 1, 1, 0x61, 1])
    try check(Timestamp(milliseconds: 1), nested: [0x80, 0, 0, 0, 0, 0, 0, 1])
  }

  @Test("Malformed bytes are refused") func malformedBytes() {
    func refuses<Value: Streamable>(_ type: Value.Type, _ bytes: [UInt8], _ error: CoderError) {
      #expect(throws: error) { try Bytes(bytes).decode(Value.self) }
    }
    refuses(Bool.self, [2], .badByte(2))
    refuses(String?.self, [2], .badByte(2))
    refuses(String.self, [1, 0xFF], .invalidUTF8)
    refuses(String.self, [2, 0x61], .truncated)
    refuses(String.self, [UInt8](repeating: 0xFF, count: 9) + [1], .badLength(-1))
    refuses(Int8.self, [0x80, 1], .outOfRange(128))
    refuses(UInt32.self, [UInt8](repeating: 0xFF, count: 9) + [1], .outOfRange(-1))
    refuses([Int].self, [0x7F, 0xFF, 0xFF, 0xFF], .badLength(0x7FFF_FFFF))
    refuses([Int].self, [0xFF, 0xFF, 0xFF, 0xFE], .badLength(-2))
    refuses(Int.self, [1, 2], .trailingBytes(1))
  }

  @Test("Iterables of unknown length are read") func chunks() throws {
    let bytes = Bytes([0xFF, 0xFF, 0xFF, 0xFF, 2, 1, 2, 1, 3, 0])
    #expect(try bytes.decode([Int].self) == [1, 2, 3])
  }

  @Test("The description of a coder names its components") func descriptions() {
    #expect([String: Int?].coderSpec.description == "iterable(kv(string_utf8, nullable(varint)))")
  }
}
