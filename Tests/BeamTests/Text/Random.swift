import TestSupport

/// Random text with parts that a scan of bytes may get wrong.
enum RandomText {
  static let pieces: [String] = [
    "a", "Z", "m", "word", "abcdefgh", "abcdefghijklmno", "abcdefghijklmnop", " ", "  ", ",", ",,", "\t", "0", "'", "@",
    "[",
    "`", "{", "\u{7F}", "\0", "é", "e\u{301}", "ß", "×", "÷", "Ж", "я", "漢字", "한", "נ", "ा", "क्", "😀", "👩‍🚀", "“", "”",
    "ª", "²", "Ⅷ", "İ", "\u{FEFF}", "\u{10FFFF}", "𝒜", "||", "|",
  ]

  static func make(using random: inout SplitMix) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0...40, using: &random) {
      text += pieces.randomElement(using: &random) ?? ""
      if Int.random(in: 0..<4, using: &random) == 0 {
        text += String(repeating: "x", count: Int.random(in: 0...70, using: &random))
      }
    }
    return text
  }
}
