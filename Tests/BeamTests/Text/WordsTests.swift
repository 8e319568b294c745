import Beam
import TestSupport
import Testing

@Suite struct WordsTests {
  /// A simple implementation to compare with.
  static func naive(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    for scalar in text.unicodeScalars {
      let isMark =
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
      if scalar.properties.isAlphabetic || (isMark && !word.isEmpty) {
        word.unicodeScalars.append(scalar)
      } else if !word.isEmpty {
        words.append(word)
        word = ""
      }
    }
    return word.isEmpty ? words : words + [word]
  }

  @Test("Words are runs of letters") func letters() {
    #expect(Array("The quick  brown fox.".words) == ["The", "quick", "brown", "fox"])
    #expect(Array("don't stop-now x2y".words) == ["don", "t", "stop", "now", "x", "y"])
    #expect(Array("".words) == [])
    #expect(Array(" \t,;1234".words) == [])
    #expect(Array("Übermut café cafe\u{301} Жук 漢字。".words) == ["Übermut", "café", "cafe\u{301}", "Жук", "漢字"])
    #expect(Array("\u{301}a".words) == ["a"], "a mark alone is not a word")
  }

  @Test("Words of every length and alignment are found") func lengths() {
    for length in 0...200 {
      for before in [0, 1, 48, 49, 62, 63, 64, 65] {
        let word = String(repeating: "w", count: length)
        let text = String(repeating: " ", count: before) + word + " é " + word
        #expect(Array(text.words) == WordsTests.naive(text), "\(before) blanks, then \(length) letters")
      }
    }
  }

  @Test("Random text has the words that a simple implementation finds") func randomText() {
    for seed in 0..<5000 as Range<UInt64> {
      var random = SplitMix(seed: seed)
      let text = RandomText.make(using: &random)
      let words = Array(text.words)
      #expect(
        words.map { Array($0.utf8) } == Self.naive(text).map { Array($0.utf8) },
        "seed \(seed): \(text.debugDescription)")
    }
  }

  @Test("Every scalar is classified by its Unicode properties") func scalars() {
    for value in 0..<0x11_0000 as Range<UInt32> {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let isWord = Array(String(Character(scalar)).words).count == 1
      if isWord != scalar.properties.isAlphabetic {
        Issue.record("U+\(String(value, radix: 16)) is \(isWord ? "" : "not ")a word")
      }
    }
  }

  @Test("Words behave like other strings") func strings() {
    // Short strings are built by hand. They must compare, hash and grow like those of the standard library.
    for length in 1...40 {
      let expected = String(repeating: "k", count: length)
      var word = Array("\(expected) ".words)[0]
      #expect(word == expected && word.hashValue == expected.hashValue && word.utf8.count == length)
      word += "é"
      #expect(word == expected + "é" && word.count == length + 1)
    }
  }
}
