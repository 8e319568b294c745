import Rows
import Testing

/// Texts and bytes of every length, wherever the memory of their writer is full: short ones are written in words, 16 bytes at
/// a time, and no byte of those may stand behind the memory, nor any be missing.
@Suite struct StringBoundsTests {
  /// Behind and before the memory: must be there afterwards.
  private static let guardByte: UInt8 = 0xA5
  private static let guardCount = 32

  /// What writing gives in a memory of `room` bytes, the first of which are taken.
  private func write(
    room: Int, taken: Int, _ body: (inout RawWriter) -> Void
  ) -> (written: [UInt8], isIntact: Bool) {
    let guards = Self.guardCount
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: room + 2 * guards, alignment: 1)
    defer { memory.deallocate() }
    memory.initializeMemory(as: UInt8.self, repeating: Self.guardByte)
    let own = UnsafeMutableRawBufferPointer(rebasing: memory[guards..<guards + room])
    var writer = RawWriter(_borrowing: own)
    for _ in 0..<taken { writer.write(byte: 0x5A) }
    body(&writer)
    let written = Array(writer.bytes)
    let around = Array(memory.prefix(guards)) + Array(memory.suffix(guards))
    return (written, around == [UInt8](repeating: Self.guardByte, count: 2 * guards))
  }

  /// A number in groups of seven bits.
  private func varint(_ number: Int) -> [UInt8] {
    number < 0x80 ? [UInt8(number)] : [UInt8(number & 0x7F | 0x80), UInt8(number >> 7)]
  }

  /// Bytes of which no two that are near each other are the same.
  private func ascii(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(0x21 + $0 % 89) } }

  /// Compares, with the least that is printed where it differs.
  private func check<Value: Streamable>(_ value: Value, is content: [UInt8], room: Int) {
    let expected = [0x5A] + varint(content.count) + content + [0x7B]
    let (written, isIntact) = write(room: room, taken: 1) {
      Value.encode(value, into: &$0)
      $0.write(byte: 0x7B)
    }
    if written != expected || !isIntact {
      Issue.record("\(Value.self) of \(content.count) bytes, room for \(room): \(written)")
    }
  }

  @Test(
    "Strings of every length are written at every distance from the end of the memory", arguments: ["", "é", "€", "🎈"])
  func lengths(end: String) throws {
    for count in 0...200 - end.utf8.count {
      let content = ascii(count) + Array(end.utf8)
      let (text, bytes) = (String(decoding: content, as: UTF8.self), Bytes(content))
      for room in 1...content.count + 20 {
        check(text, is: content, room: room)
        check(bytes, is: content, room: room)
      }
    }
  }

  @Test("A wide character is read at every offset", arguments: ["é", "€", "🎈"])
  func wideCharacters(character: String) throws {
    let wide = Array(character.utf8)
    for count in wide.count...200 {
      let around = ascii(count - wide.count)
      for index in 0...around.count {
        let content = Array(around[..<index]) + wide + Array(around[index...])
        let text = String(decoding: content, as: UTF8.self)
        // Just enough, and as much as is never too little.
        check(text, is: content, room: 1 + varint(count).count + count)
        check(text, is: content, room: count + 64)
        let read: String = try Bytes(varint(count) + content).decode()
        if !read.utf8.elementsEqual(content) { Issue.record("\(count) bytes, \(character) at \(index): \(read)") }
      }
    }
  }

  @Test("A varint is read at the end of the memory", arguments: 1...10) func varints(count: Int) throws {
    let shift = UInt64(7 * (count - 1))
    let least: UInt64 = count == 1 ? 0 : 1 << shift
    let most: UInt64 = count == 10 ? .max : (1 << (shift + 7)) - 1
    for value in [least, least | 1, most, least + (most - least) / 3] {
      var writer = RawWriter()
      writer.writeVarint(value)
      try #require(writer.count == count)
      for before in 0...17 {
        // Exactly as much memory as there are bytes; then as much with the last one missing, and that one after the end.
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: before + count, alignment: 1)
        defer { memory.deallocate() }
        memory.initializeMemory(as: UInt8.self, repeating: 0xFF)
        UnsafeMutableRawBufferPointer(rebasing: memory[before...]).copyMemory(from: writer.bytes)
        var reader = RawReader(UnsafeRawBufferPointer(memory))
        try reader.skip(before)
        #expect(try reader.readVarint() == value && reader.isAtEnd)
        for end in before..<before + count {
          var short = RawReader(UnsafeRawBufferPointer(rebasing: memory[..<end]))
          try short.skip(before)
          #expect(throws: CoderError.truncated) { try short.readVarint() }
        }
      }
    }
  }
}
