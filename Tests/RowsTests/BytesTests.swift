import Testing

@testable import Rows

@Suite struct BytesTests {
  @Test("Slices share memory and compare by content") func slices() {
    let all = Bytes(utf8: "hello world")
    let world = all[6..<11]
    #expect(world == Bytes(utf8: "world"))
    #expect(world[0] == UInt8(ascii: "w"))
    #expect(world[1..<3] == Bytes(utf8: "or"))
    #expect(world.hashValue == Bytes(utf8: "world").hashValue)
    #expect(world.detached() == world)
    #expect(Array(world) == Array("world".utf8))
    #expect(MemoryLayout<Bytes>.size == 16)
  }

  @Test("Printable bytes are described as a string, others in hexadecimal") func description() {
    #expect(Bytes(utf8: "é").description == "\"é\"")
    #expect(Bytes([0xFF, 0]).description == "2 bytes: ff00")
    #expect(Bytes().isEmpty && Bytes() == [])
  }

  @Test("A literal is UTF-8") func literals() {
    let text: Bytes = "hello é"
    #expect(text == Bytes(utf8: "hello é"))
    #expect(["a", [0xFF]] == [Bytes(utf8: "a"), Bytes([0xFF])])
    #expect(Bytes("a") == "a")
  }

  @Test("Reading a word of few bytes reads no other bytes") func shortWords() {
    let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
    bytes.withUnsafeBytes { buffer in
      for count in 0...8 {
        let expected = bytes.prefix(count).enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << ($1.offset * 8) }
        #expect(buffer.baseAddress?.littleEndianWord(count: count) == expected)
      }
    }
  }

  @Test("Comparing bytes finds a difference at every index") func differences() {
    for count in 0..<40 {
      let one = [UInt8](repeating: 7, count: count)
      for index in 0..<count {
        var other = one
        other[index] = 8
        #expect(Bytes(one) != Bytes(other))
      }
      #expect(Bytes(one) == Bytes(one))
    }
  }
}
