import Rows
import TestSupport
import Testing

@testable import RowsJSON

@Suite struct JSONWriteTests {
  @Test("Fields are written in order, without nil") func fields() throws {
    var visit = Visit(id: "a", eventTS: 5, place: Place(lat: 0.5, lng: -1), tags: ["x", "y"], level: .low, counts: [:])
    visit.at = Timestamp(milliseconds: 1_683_291_741_345)
    visit.raw = Bytes(utf8: "hi!?")
    visit.ratio = 0.1
    let text = String(Bytes(json: visit))
    #expect(
      text
        == #"{"id":"a","event_ts":5,"place":{"lat":0.5,"lng":-1.0},"tags":["x","y"],"level":"low","counts":{},"#
        + #""ratio":0.1,"at":"2023-05-05T13:02:21.345Z","raw":"aGkhPw==","retries":3}"#)
    #expect(try JSONParser().decode(Visit.self, from: Bytes(json: visit)) == visit)
  }

  @Test("A nil in an array is written as null") func nilInArrays() {
    #expect(String(Bytes(json: ["a", nil])) == #"["a",null]"#)
    #expect(String(Bytes(json: [[Int]]())) == "[]")
    #expect(String(Bytes(json: [[1], [], [2, 3]])) == "[[1],[],[2,3]]")
  }

  @Test("Strings with any bytes are read back") func strings() throws {
    let parser = JSONParser()
    for count in 0..<40 {
      for offset in 0..<count {
        for letter in ["\"", "\\", "\n", "\u{0}", "\u{1F}", " ", "!", "#", "[", "]", "\u{7F}", "é", "😀", "/"] {
          var text = String(repeating: "a", count: count)
          text.replaceSubrange(
            text.utf8.index(text.startIndex, offsetBy: offset)...text.utf8.index(text.startIndex, offsetBy: offset),
            with: letter)
          let bytes = Bytes(json: text)
          #expect(try parser.decode(String.self, from: bytes) == text)
          let isPlain = !["\"", "\\", "\n", "\u{0}", "\u{1F}"].contains(letter)
          #expect((bytes.count == text.utf8.count + 2) == isPlain)
        }
      }
    }
    #expect(String(Bytes(json: "\u{1}\u{1F}\t\r\n\"\\/")) == #""\u0001\u001f\t\r\n\"\\/""#)
  }

  @Test("Integers of every length are written") func integers() {
    for power in 0..<64 {
      for value in [Int64(bitPattern: 1 << UInt64(power)), (1 &<< Int64(power)) &- 1] {
        #expect(String(Bytes(json: value)) == "\(value)")
        #expect(String(Bytes(json: 0 &- value)) == "\(0 &- value)")
        #expect(String(Bytes(json: UInt64(bitPattern: value))) == "\(UInt64(bitPattern: value))")
      }
    }
    var ten: UInt64 = 1
    for _ in 0..<19 {
      #expect(String(Bytes(json: ten)) == "\(ten)" && String(Bytes(json: ten - 1)) == "\(ten - 1)")
      ten *= 10
    }
  }

  @Test("Numbers are read back, and are as short as Swift's descriptions") func numbers() throws {
    var random = SplitMix(seed: 7)
    let parser = JSONParser()
    var values: [Double] = [
      0, -0.0, 0.1, 1e-6, 1e-7, 123456789.123456, 999999999.999999, 1e9, 1e16, Double.leastNonzeroMagnitude,
      .greatestFiniteMagnitude,
    ]
    for _ in 0..<20_000 {
      values.append(Double(bitPattern: random.next()))
      values.append(
        Double(Int64(bitPattern: random.next()) >> Int64(random.next() % 40 + 20))
          / [1, 10, 1e3, 1e6, 1e7][Int(random.next() % 5)])
    }
    for value in values where value.isFinite {
      let bytes = Bytes(json: value)
      #expect(try parser.decode(Double.self, from: bytes).bitPattern == value.bitPattern, "\(value)")
      if value.magnitude >= 1e-4 || value == 0 { #expect(String(bytes) == value.description) }
      let float = Float(value)
      if float.isFinite { #expect(try parser.decode(Float.self, from: Bytes(json: float)) == float) }
    }
    #expect(String(Bytes(json: [Double.nan, .infinity, -.infinity])) == #"["NaN","Infinity","-Infinity"]"#)
  }

  @Test("Bytes of every length are read back") func bytes() throws {
    for count in 0..<20 {
      let bytes = Bytes((0..<count).map { UInt8(truncatingIfNeeded: $0 * 83 + 250) })
      #expect(try JSONParser().decode(Bytes.self, from: Bytes(json: bytes)) == bytes)
    }
    #expect(try read(Bytes.self, #""-_8""#).get() == [0xFB, 0xFF])
    for wrong in ["a", "====", "aa=a", "ab==x", "!!!!", "aGl"] {
      #expect(failure(Bytes.self, "\"\(wrong)\"") != nil, "\(wrong)")
    }
  }
}
