import Rows
import Testing

@Suite struct SmallStringTests {
  @Test("The standard library stores small strings as described") func layout() {
    #expect(SmallString.isAvailable, "correct without, but slower: see SmallString")
    let alphabet = Array("abcdefghijklmno".utf8)
    for count in 0...SmallString.capacity {
      let bytes = alphabet.prefix(count)
      let made = String(decoding: bytes, as: UTF8.self)
      let expected = (0..<16).map { index in
        index < count ? bytes[index] : index == 15 ? 0xE0 | UInt8(count) : 0
      }
      #expect(withUnsafeBytes(of: made) { Array($0) } == expected)
    }
  }

  @Test(
    "Bytes after the count are ignored",
    .enabled(if: SmallString.isAvailable, "strings of this system are laid out in another way"))
  func ignoredBytes() {
    for count in 0...SmallString.capacity {
      let made = SmallString.make(0x4848_4848_4848_4848, 0x4848_4848_4848_4848, count: count)
      let expected = String(repeating: "H", count: count)
      #expect(made == expected && made.utf8.count == count && made.hashValue == expected.hashValue)
    }
  }

  @Test("A decoded string has the decoded bytes") func decoding() throws {
    for count in 0...20 {
      for other in ["", "é", "\u{7F}", "\0"] {
        let text = String(repeating: "k", count: count) + other
        let decoded: String = try Bytes(encoding: text).decode()
        #expect(decoded == text && decoded.utf8.elementsEqual(text.utf8) && decoded.hashValue == text.hashValue)
      }
      let bytes = Bytes([UInt8](repeating: 0x6B, count: count) + [0xC3])
      #expect(throws: CoderError.invalidUTF8) { let _: String = try bytes.decodeOuter() }
    }
  }
}
