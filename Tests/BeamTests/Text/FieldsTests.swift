import Beam
import TestSupport
import Testing

@Suite struct FieldsTests {
  /// A simple implementation to compare with.
  static func naive(_ text: String, _ separator: String) -> [[UInt8]] {
    let bytes = Array(text.utf8)
    let mark = Array(separator.utf8)
    var fields: [[UInt8]] = [[]]
    var index = 0
    while index < bytes.count {
      if !mark.isEmpty, bytes[index...].starts(with: mark) {
        fields.append([])
        index += mark.count
      } else {
        fields[fields.count - 1].append(bytes[index])
        index += 1
      }
    }
    return fields
  }

  @Test("Empty fields are kept") func empty() {
    #expect(Array("a,b,c".fields(separatedBy: ",")) == ["a", "b", "c"])
    #expect(Array("a,,b".fields(separatedBy: ",")) == ["a", "", "b"])
    #expect(Array(",a,".fields(separatedBy: ",")) == ["", "a", ""])
    #expect(Array("".fields(separatedBy: ",")) == [""])
    #expect(Array(",".fields(separatedBy: ",")) == ["", ""])
  }

  @Test("A separator may have several bytes") func separatorsOfSeveralBytes() {
    #expect(Array("a||b|c||".fields(separatedBy: "||")) == ["a", "b|c", ""])
    #expect(Array("1→2→".fields(separatedBy: "→")) == ["1", "2", ""])
    #expect(Array("abc".fields(separatedBy: "")) == ["abc"], "an empty separator is never found")
    #expect(Array("abc".fields(separatedBy: "abcd")) == ["abc"])
  }

  @Test("Fields of every length and alignment are found") func lengths() {
    for length in 0...200 {
      for before in [0, 1, 14, 15, 16, 48, 62, 63, 64, 65] {
        let text = String(repeating: "b", count: before) + "," + String(repeating: "f", count: length) + ",é"
        let expected = [String(repeating: "b", count: before), String(repeating: "f", count: length), "é"]
        #expect(Array(text.fields(separatedBy: ",")) == expected, "\(before) before, then \(length)")
      }
    }
  }

  @Test(
    "Random text has the fields that a simple implementation finds",
    arguments: [",", "|", "\t", "||", "é", "→", "x", ""])
  func randomText(separator: String) {
    for seed in 0..<1500 as Range<UInt64> {
      var random = SplitMix(seed: seed)
      let text = RandomText.make(using: &random)
      let fields = text.fields(separatedBy: separator).map { Array($0.utf8) }
      #expect(fields == Self.naive(text, separator), "seed \(seed): \(text.debugDescription)")
    }
  }
}
