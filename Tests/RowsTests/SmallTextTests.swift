import Rows
import Testing

@Suite struct SmallTextTests {
  @Test func thisStandardLibraryIsAsDescribed() {
    #expect(SmallText.isAvailable, "correct without, but slower: see SmallText")
  }

  @Test(.enabled(if: SmallText.isAvailable)) func whatStandsBehindTheCountDoesNotMatter() {
    for count in 0...SmallText.capacity {
      let made = SmallText.make(0x4848_4848_4848_4848, 0x4848_4848_4848_4848, count: count)
      let expected = String(repeating: "H", count: count)
      #expect(made == expected && made.utf8.count == count && made.hashValue == expected.hashValue)
    }
  }
}
